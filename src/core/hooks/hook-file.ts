import {
  insertBlock,
  locateBlock,
  removeBlock,
  syncHooksMarkers,
  type BlockEdit,
} from "./guarded-block.ts";

/**
 * A hook file's text holds one character per byte (latin1), so that bytes of every encoding survive.
 *
 * Laws, for every text t: install(install(t)) = install(t); uninstall(install(t)) = uninstall(t),
 * which is t itself where t held no block.
 */

/** The text with `block` right behind its shebang and leading comments, where no `exit` or `exec` can starve it. */
export function installBlock(text: string, block: string): BlockEdit {
  const bare = removeBlock(text, syncHooksMarkers);
  if (bare.kind === "damaged") return bare;
  return { kind: "edited", text: insertBlock(bare.text, leadingComments(bare.text), block) };
}

export function uninstallBlock(text: string): BlockEdit {
  return removeBlock(text, syncHooksMarkers);
}

export function holdsBlock(text: string): boolean {
  return locateBlock(text, syncHooksMarkers).kind === "found";
}

/** The offset behind the comment lines at the top, the shebang being one of them. */
function leadingComments(text: string): number {
  return /^(?:[ \t]*#[^\n]*(?:\n|$))*/.exec(text)?.[0].length ?? 0;
}

// What these run, they read as POSIX shell. fish, csh and the restricted shells do not.
const shells = ["sh", "ash", "bash", "dash", "ksh", "ksh93", "lksh", "mksh", "zsh"];

/**
 * Whether lines of POSIX shell can stand in this hook. A text without a shebang can: git and the shell
 * run it with sh after the kernel's ENOEXEC (execvp(3)). A NUL there means a compiled program, and a
 * shebang that ends in CR names an interpreter that does not exist.
 */
export function takesShellBlock(text: string): boolean {
  if (!text.startsWith("#!")) return !text.includes("\0");
  const shebang = text.slice(2).split("\n", 1)[0] ?? "";
  if (shebang.endsWith("\r")) return false;
  return shells.includes(interpreterOf(shebang.trim().split(/[ \t]+/)));
}

/** The base name of the program that a shebang starts: through `env`, its options and assignments, and busybox. */
function interpreterOf(words: readonly string[]): string {
  const [program = "", ...rest] = words;
  const name = (program.split("/").pop() ?? "").replace(/\.exe$/, "");
  if (name === "busybox") return rest[0] ?? "";
  if (name !== "env") return name;
  const started = rest.findIndex((word) => !word.startsWith("-") && !word.includes("="));
  return started === -1 ? "" : interpreterOf(rest.slice(started));
}
