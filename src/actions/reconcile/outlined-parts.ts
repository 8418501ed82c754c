import { fingerprints } from "../../core/tasks/snapshot.ts";
import { findWorkstream } from "../../hub/tasks.ts";
import { baseKeys } from "../../ledger/bases.ts";
import type { ListOutline } from "../../markdown/list-outline.ts";
import { newWork, type FilePart } from "./file-part.ts";
import type { Scope } from "./scope.ts";
import type { TaskFile } from "./task-file.ts";

/** Whether neither the hub nor the ledger has anything of a workstream. */
export async function isUnknown(scope: Scope, key: string): Promise<boolean> {
  if (baseKeys(scope.ctx.ledger(), scope, key).length > 0) return false;
  return (await scope.hub.read((db) => findWorkstream(db, scope.checkout.repoId, key))) === null;
}

/** The parts of a list of which nobody knows anything: its tasks stand in the hub as they stand in the file. */
export function* outlinedParts(file: TaskFile, { keys, parts }: ListOutline): Generator<FilePart> {
  const work = newWork();
  const positions = Float64Array.from(keys, (_, place) => place);
  const look = { keys, prints: new Float64Array(keys.length), positions };
  let place = 0;
  for (const [index, { count, read }] of parts.entries()) {
    const document = read();
    const { tasks, findings } = document;
    const own = keys.slice(place, place + count);
    const order = new Map<string, number>();
    for (const [at, key] of own.entries()) order.set(key, place + at);
    look.prints.set(fingerprints(tasks), place);
    const selection = { keys: own, tasks, inHub: [], inBases: [""], order, look };
    const isLast = index === parts.length - 1;
    yield { file: { ...file, document, part: null }, selection, work, isLast, findings };
    place += count;
  }
}
