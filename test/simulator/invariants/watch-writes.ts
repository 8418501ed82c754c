import { kindOf } from "../documents.ts";
import type { FileWitness } from "../ports/process-files.ts";
import { violate, type World } from "../world.ts";

/**
 * Invariant 15, as a process does it: a file is replaced only while the bytes that this process read still stand
 * there, and nothing changes in it but the values of fields.
 */
export function watchWrites(world: World): FileWitness & { known: ReadonlyMap<string, Buffer> } {
  // The same bytes are never changed in place (memory/memory-files.ts), so none are copied.
  const read = new Map<string, Buffer>();
  return {
    known: read,
    read(path, bytes) {
      read.set(path, bytes);
    },
    replaced(path, before, after) {
      const known = read.get(path);
      if (!before || !known?.equals(before))
        violate(world, 15, `${path} was replaced, though others had written it since it was read`);
      else if (skeleton(path, before) !== skeleton(path, after))
        violate(world, 15, `${path} changed outside the fields`);
      read.set(path, after);
    },
  };
}

/** A file's text with every value taken out that a sync may write. */
function skeleton(path: string, bytes: Buffer): string {
  const text = bytes.toString("latin1");
  if (kindOf(path.replace(/^.*?\/(?=workplans\/|openspec\/)/, "")) !== "workplan")
    return text.replace(/^(- \[).(\] (?:\*\*)?(?:B\d+:|1\.\d+) ).*?((?:\*\*)?\r?)$/gm, "$1$2$3");
  return text
    .replace(/^(## K\d+: ).*?(\r?)$/gm, "$1$2")
    .replace(/^(status:)[ \t]*[^#\r\n]*?([ \t]*(?: #[^\r\n]*)?\r?)$/gm, "$1$2")
    .replace(/^(?:priority|needs_human|state_hub_\w+):[^\n]*\n/gm, "");
}
