import type { BlockDamage } from "./guarded-block.ts";
import { holdsBlock, installBlock, takesShellBlock, uninstallBlock } from "./hook-file.ts";
import {
  chainText,
  createdText,
  keptName,
  originOf,
  type FolderOrigin,
  type HookEvent,
} from "./hook-text.ts";

/** What stands at a hook's path. A text has one character per byte. */
export type HookEntry =
  | { kind: "absent" }
  | { kind: "file"; text: string; execution: "enabled" | "disabled"; links: "one" | "several" }
  | { kind: "link" }
  | { kind: "other" };

/** What is to be done there. */
export type HookPlan =
  | { kind: "unchanged" }
  /** New bytes. `mode` says whether the file keeps its permission bits or gets those of a program. */
  | { kind: "write"; text: string; mode: "keep" | "program" }
  /** The entry moves to its kept name (with other bytes, where `kept` is a text), and `text` takes its place. */
  | { kind: "chain"; text: string; kept: string | null }
  /** The kept hook comes back. */
  | { kind: "restore" }
  | { kind: "remove"; folder: FolderOrigin }
  | { kind: "refused"; line: number | null; problem: string; mend: string };

/** Whether a hook stands under the kept name. */
export type KeptState = "free" | "taken";

type Here = { event: HookEvent; entry: HookEntry; kept: KeptState };

/** Decides how the block gets into one hook. */
export function planInstall(here: Here & { block: string; folder: FolderOrigin }): HookPlan {
  const { event, entry, kept, block, folder } = here;
  switch (entry.kind) {
    case "absent":
      return program(kept === "taken" ? chainText(event) : createdText(folder), block);
    case "link":
      return chain(here, null);
    case "other":
      return refused("it is neither a file nor a link", "move it away");
    case "file":
      return planFile(here, entry);
  }
}

function planFile(here: Here & { block: string }, entry: HookEntry & { kind: "file" }): HookPlan {
  const { event, block } = here;
  const bare = uninstallBlock(entry.text);
  if (bare.kind === "damaged") return damagedMarkers(bare.damage);
  const isOurs = bare.text === chainText(event) || originOf(bare.text) !== null;
  const isRun = entry.execution === "enabled";
  if (isOurs && !isRun) return program(bare.text, block);
  if (!isRun || entry.links === "several" || !takesShellBlock(bare.text))
    return chain(here, bare.text === entry.text ? null : bare.text);
  const next = installBlock(entry.text, block);
  if (next.kind === "damaged") return damagedMarkers(next.damage);
  if (next.text === entry.text) return { kind: "unchanged" };
  return { kind: "write", text: next.text, mode: "keep" };
}

/** Decides how one hook becomes what it was before. */
export function planUninstall({ event, entry, kept }: Here): HookPlan {
  if (entry.kind === "absent") return kept === "taken" ? { kind: "restore" } : unchanged;
  if (entry.kind !== "file") return unchanged;
  const bare = uninstallBlock(entry.text);
  if (bare.kind === "damaged") return damagedMarkers(bare.damage);
  const origin = originOf(bare.text);
  if (origin !== null) return { kind: "remove", folder: origin };
  if (bare.text === chainText(event))
    return kept === "taken" ? { kind: "restore" } : { kind: "remove", folder: "found" };
  if (bare.text === entry.text) return unchanged;
  return { kind: "write", text: bare.text, mode: "keep" };
}

/**
 * Decides what becomes of a hook of ours that another manager put aside: the block leaves it, so that one
 * commit does not ask twice; the chain to a kept hook stays.
 */
export function planRetired(entry: HookEntry): HookPlan {
  if (entry.kind !== "file" || !holdsBlock(entry.text)) return unchanged;
  const bare = uninstallBlock(entry.text);
  if (bare.kind === "damaged") return unchanged;
  const origin = originOf(bare.text);
  if (origin !== null) return { kind: "remove", folder: origin };
  return { kind: "write", text: bare.text, mode: "keep" };
}

/** Whether the entry is our file in front of the kept hook. */
export function isChain(event: HookEvent, entry: HookEntry): boolean {
  if (entry.kind !== "file") return false;
  const bare = uninstallBlock(entry.text);
  return bare.kind === "edited" && bare.text === chainText(event);
}

const unchanged: HookPlan = { kind: "unchanged" };

function chain({ event, kept, block }: Here & { block: string }, text: string | null): HookPlan {
  if (kept === "taken")
    return refused(
      `it cannot take lines of shell, and ${keptName(event)} beside it is taken already`,
      `move one of the two away`,
    );
  return { kind: "chain", text: withBlock(chainText(event), block), kept: text };
}

const program = (bare: string, block: string): HookPlan => ({
  kind: "write",
  text: withBlock(bare, block),
  mode: "program",
});

/** Our own texts hold no marker, so the edit cannot be refused. */
function withBlock(bare: string, block: string): string {
  const edit = installBlock(bare, block);
  if (edit.kind === "damaged") throw new Error(`our own hook text is damaged: ${bare}`);
  return edit.text;
}

const refused = (problem: string, mend: string): HookPlan => ({
  kind: "refused",
  line: null,
  problem,
  mend,
});

const damagedMarkers = ({ line, problem, mend }: BlockDamage): HookPlan => ({
  kind: "refused",
  line,
  problem: `its markers are damaged: ${problem}`,
  mend,
});
