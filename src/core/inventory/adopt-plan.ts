/** A repository that could be cloned; flags as the hub keeps them, 0 or 1. */
export type Adoptable = {
  full_name: string;
  archived: number;
  empty: number;
  clone_url: string | null;
  ssh_url: string | null;
};

export type AdoptPlan<T> = {
  /** `folder` is one name, below the folder that the user named. */
  clone: { repo: T; folder: string }[];
  skip: { repo: T; why: "archived" | "empty" | "no folder can have its name" }[];
};

/**
 * Which repositories to clone when all are adopted, and into folders of which names: the repository's own, with
 * its owner in front where two would collide, letter case apart. A name from a server is never a path.
 */
export function planAdoptAll<T extends Adoptable>(repos: readonly T[]): AdoptPlan<T> {
  const plan: AdoptPlan<T> = { clone: [], skip: [] };
  const wanted = repos.filter((repo) => {
    const why = reasonToSkip(repo);
    if (why !== null) plan.skip.push({ repo, why });
    return why === null;
  });
  const names = wanted.map((repo) => folderName(repo.full_name) ?? "");
  const isAlone = (name: string) =>
    names.filter((other) => other.toLowerCase() === name.toLowerCase()).length === 1;
  const taken = new Set<string>();
  for (const [index, repo] of wanted.entries()) {
    const name = names[index] ?? "";
    const folder = freeName(isAlone(name) ? name : repo.full_name.replaceAll("/", "-"), taken);
    taken.add(folder.toLowerCase());
    plan.clone.push({ repo, folder });
  }
  return plan;
}

/** The name, with a number behind where it is taken. */
function freeName(name: string, taken: ReadonlySet<string>): string {
  let wanted = name;
  for (let number = 2; taken.has(wanted.toLowerCase()); number += 1) wanted = `${name}-${number}`;
  return wanted;
}

function reasonToSkip(repo: Adoptable): AdoptPlan<Adoptable>["skip"][number]["why"] | null {
  if (folderName(repo.full_name) === null) return "no folder can have its name";
  if (repo.archived === 1) return "archived";
  return repo.empty === 1 ? "empty" : null;
}

/** The last part of `owner/name` where every part can be a folder's name on any system; else null. */
export function folderName(fullName: string): string | null {
  const parts = fullName.split("/");
  const isName = (part: string) =>
    /^[\p{L}\p{N}_][\p{L}\p{N}._ -]{0,99}$/u.test(part) && !/[. ]$/.test(part);
  return parts.length > 1 &&
    parts.every((part) => isName(part) || (isName(part.slice(1)) && part.startsWith(".")))
    ? (parts.at(-1) ?? null)
    : null;
}

/**
 * The URL to clone by: as the user reaches other repositories of that host, else https, which a public one needs
 * nothing for. Null where the forge gives none that leads to another machine.
 */
export function cloneUrl(repo: Adoptable, usual: "ssh" | "https"): string | null {
  const https =
    repo.clone_url !== null && /^https?:\/\//i.test(repo.clone_url) ? repo.clone_url : null;
  const ssh =
    repo.ssh_url !== null && /^(ssh:\/\/|[\w.-]+@[\w.[\]:-]+:)[^-]/i.test(repo.ssh_url)
      ? repo.ssh_url
      : null;
  return usual === "ssh" ? (ssh ?? https) : (https ?? ssh);
}
