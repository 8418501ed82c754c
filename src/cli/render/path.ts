/** The path with the home folder as `~`, as a shell would take it. */
export function tildePath(path: string, home: string | undefined): string {
  if (!home || home === "/") return path;
  if (path === home) return "~";
  return path.startsWith(`${home}/`) ? `~${path.slice(home.length)}` : path;
}

/** A sentence or command with each word that is a path below home shortened to `~/…`; quoted paths stay whole. */
export function tildeWords(text: string, home: string | undefined): string {
  return text
    .split(" ")
    .map((word) => tildePath(word, home))
    .join(" ");
}
