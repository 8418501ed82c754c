import { locateBlock, syncHooksMarkers } from "./guarded-block.ts";

/** The events that ask for a sync. */
export const hookEvents = ["post-commit", "post-merge", "post-rewrite"] as const;
export type HookEvent = (typeof hookEvents)[number];

/**
 * The name, in the same folder, under which a hook that cannot hold the block is kept. It has no extension,
 * since node reads an unknown one as an error below a package of type module.
 */
export const keptName = (event: HookEvent) => `${event}-before-sync-hooks`;

/** Where other managers put the hook that they found: pre-commit runs its `.legacy`, lefthook only keeps its `.old`. */
export const retiredNames = (event: HookEvent) => [`${event}.legacy`, `${event}.old`];

/** Whether the folder of the hooks stood before sync-hooks came; uninstall removes one that it made. */
export type FolderOrigin = "found" | "made";

/** A hook file that sync-hooks makes where there was none, without its block. */
export function createdText(origin: FolderOrigin): string {
  const made = origin === "made" ? "this file and its folder" : "this file";
  return `#!/bin/sh\n# sync-hooks made ${made}; \`sync-hooks uninstall\` removes it.\n`;
}

/** Which kind of file this is, going by its text without the block. */
export function originOf(bare: string): FolderOrigin | null {
  if (bare === createdText("found")) return "found";
  return bare === createdText("made") ? "made" : null;
}

/** The file that stands in front of a kept hook, without its block: same arguments, standard input and exit status. */
export function chainText(event: HookEvent): string {
  const kept = `"\${0%/*}/${keptName(event)}"`;
  return `#!/bin/sh
# sync-hooks kept the hook that stood here as ${keptName(event)};
# \`sync-hooks uninstall\` puts it back.
if [ -x ${kept} ]; then
  exec ${kept} "$@"
fi
`;
}

/** The lines of a block template from its begin to its end marker, without the last line feed. */
export function blockOf(template: string): string {
  const located = locateBlock(template, syncHooksMarkers);
  if (located.kind !== "found") throw new Error("the hook block's template holds no whole block");
  return template.slice(located.start, located.end - 1);
}
