import { readdirSync } from "node:fs";
import { join } from "node:path";

/**
 * The folders in which a checkout's HEAD and branches change: loose, packed, or in reftables
 * (gitrepository-layout(5), git's reftable.txt). Remote-tracking refs are not among them.
 */
export function refFolders({ gitDir, commonDir }: { gitDir: string; commonDir: string }): string[] {
  return [
    ...new Set([gitDir, commonDir, join(gitDir, "logs"), join(commonDir, "reftable")]),
    ...headsFolders(join(commonDir, "refs", "heads")),
  ];
}

/** Beside reftables, git puts a file there, for programs that look for a folder. */
function headsFolders(heads: string): string[] {
  try {
    const below = readdirSync(heads, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => join(entry.parentPath, entry.name));
    return [heads, ...below];
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return [heads];
    if (code === "ENOTDIR") return [];
    throw error;
  }
}

/** Whether a changed entry of one of these folders may mean that HEAD or a branch has moved. */
export function mayMoveRefs(
  { gitDir, commonDir }: { gitDir: string; commonDir: string },
  folder: string,
  name: string | null,
): boolean {
  if (name?.endsWith(".lock")) return false;
  if (folder.startsWith(join(commonDir, "refs", "heads"))) return true;
  if (folder === join(commonDir, "reftable")) return name === null || name === "tables.list";
  if (folder === join(gitDir, "logs")) return name === null || name === "HEAD";
  return (
    (folder === gitDir || folder === commonDir) &&
    (name === null || name === "HEAD" || name === "packed-refs" || settling.includes(name))
  );
}

/** Their going ends an operation for which a run was put off. */
const settling = [
  "MERGE_HEAD",
  "CHERRY_PICK_HEAD",
  "REVERT_HEAD",
  "rebase-merge",
  "rebase-apply",
  "BISECT_LOG",
];
