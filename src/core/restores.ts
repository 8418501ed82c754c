/**
 * A time that a hub was put back from a backup, and the change number up to which it had then been as it was before. What
 * was written behind that number is gone, or another thing by now.
 */
export type Restore = { id: string; change: number };

/** More are folded into the oldest that is kept. */
const most = 20;

/** The restores of a hub, oldest first, once it has been put back to `backup`, from what it is now. */
export function withRestore(
  now: readonly Restore[],
  backup: { change: number; restores: readonly Restore[] },
  id: string,
): Restore[] {
  const known = new Set(backup.restores.map((restore) => restore.id));
  const undone = now.filter((restore) => !known.has(restore.id));
  // A backup from before a restore knows nothing of what was written after that one.
  const change = Math.min(backup.change, ...undone.map((restore) => restore.change));
  return folded([...backup.restores, ...undone, { id, change }]);
}

function folded(restores: readonly Restore[]): Restore[] {
  const [first, ...others] = restores.slice(-most);
  if (!first) return [];
  const older = restores.slice(0, -most).map(({ change }) => change);
  return [{ ...first, change: Math.min(first.change, ...older) }, ...others];
}

/** The change number up to which the hub is still as whoever last met it after the restore `seen` (null: after none) knows it; Infinity: all of it is. */
export function knownUpTo(restores: readonly Restore[], seen: string | null): number {
  const at = restores.findIndex(({ id }) => id === seen);
  return Math.min(...restores.slice(at + 1).map(({ change }) => change));
}
