/** One word of a systemd command line: quoted, with `\`, `"`, `%` and `$` escaped (systemd.service(5)). */
export function systemdWord(word: string): string {
  const escaped = word.replace(/[\\"]/g, "\\$&").replaceAll("%", "%%").replaceAll("$", "$$$$");
  return `"${escaped}"`;
}

/** A crontab turns a bare `%` into a line break (crontab(5)); cron itself takes the backslash away again. */
export function crontabEscape(command: string): string {
  return command.replaceAll("%", "\\%");
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
};

export function xmlText(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}

/** One argument as a Windows program reads it: backslashes count only before a quote (CommandLineToArgvW). */
export function windowsWord(word: string): string {
  if (word !== "" && !/[\s"]/.test(word)) return word;
  return `"${word.replace(/(\\*)"/g, '$1$1\\"').replace(/(\\+)$/, "$1$1")}"`;
}
