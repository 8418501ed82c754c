/**
 * A time that a hub was put back from a backup, and the change number that the backup held: what was written behind it is
 * gone, or another thing by now. `undone`: the hub was put back again, to a backup that knew nothing of this restore.
 */
export type Restore = { id: string; change: number; undone?: true };

/** The id by which somebody who meets the hub now knows it later; null: it was never put back. */
export const lastRestore = (restores: readonly Restore[]): string | null =>
  restores.at(-1)?.id ?? null;

/** More are folded into the oldest that is kept. */
const most = 20;

/**
 * The restores of a hub, oldest first, once it has been put back to `backup`, from what it is now. A backup that does not
 * tell (`restores` null) may have been made before or after any of them.
 */
export function withRestore(
  now: readonly Restore[],
  backup: { change: number; restores: readonly Restore[] | null },
  id: string,
): Restore[] {
  const told = backup.restores ?? now;
  const change = Math.min(backup.change, ...(backup.restores === null ? changesOf(now) : []));
  const held = told.filter(({ undone }) => !undone);
  const known = new Set(held.map((restore) => restore.id));
  const others = new Map([...told, ...now].map((restore) => [restore.id, restore]));
  const undone = [...others.values()]
    .filter((restore) => !known.has(restore.id))
    .map((restore) => ({ ...restore, undone: true as const }));
  return folded([...undone, ...held, { id, change }]);
}

function folded(restores: readonly Restore[]): Restore[] {
  const [first, ...others] = restores.slice(-most);
  if (!first) return [];
  const older = changesOf(restores.slice(0, -most));
  return [{ ...first, change: Math.min(first.change, ...older) }, ...others];
}

/**
 * The change number up to which the hub is still what somebody knows who met it last after the restore `seen` (null: after
 * none). Infinity: all of it is.
 */
export function knownUpTo(restores: readonly Restore[], seen: string | null): number {
  const held = restores.filter(({ undone }) => !undone);
  const at = held.findIndex(({ id }) => id === seen);
  if (seen === null || at >= 0) return least(held.slice(at + 1));
  // Of a hub that was put back to before what was seen, no more is the same than all restores have left.
  return restores.some(({ id }) => id === seen) ? least(restores) : 0;
}

const changesOf = (restores: readonly Restore[]) => restores.map(({ change }) => change);
const least = (restores: readonly Restore[]) => Math.min(...changesOf(restores));
