import { toSyncError, type SyncError } from "../core/errors.ts";
import type { Machine } from "./machine.ts";
import type { Edit } from "./scheduler.ts";

type Holder = { plan: (machine: Machine, wanted: null) => Promise<Edit[]> };

/** What would change for none of these to hold an entry of ours; one that cannot be asked keeps no other from it. */
export async function planRemoval<T extends Holder>(machine: Machine, from: readonly T[]) {
  const plans: { holder: T; edits: Edit[] }[] = [];
  const errors: SyncError[] = [];
  for (const holder of from)
    try {
      plans.push({ holder, edits: await holder.plan(machine, null) });
    } catch (thrown) {
      errors.push(toSyncError(thrown));
    }
  return { plans, errors, warnings: errors.map(({ message }) => message) };
}
