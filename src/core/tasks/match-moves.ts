/** A task that stands in a file which did not hold it at the last sync. */
export type Appeared = {
  workstream: string;
  key: string;
  title: string | null;
  /** The hub id that is written at it. */
  hubId: string | null;
};

/** A task that its file, or with it the whole file, no longer holds. `id` is that of its row in the hub. */
export type Vanished = { workstream: string; key: string; title: string | null; id: string };

export type Move = { key: string; from: string; to: string; id: string };

type Pair = { appeared: Appeared; vanished: Vanished };

/**
 * Tells which tasks have moved to another file: the same id, and the same hub id, block id or title too. An id
 * alone is not enough, since it is unique within its file only; but where at least half of what moved between
 * two files is known by more than that, the rest of it has moved along. What fits several ways is no move.
 */
export function matchMoves(
  appeared: readonly Appeared[],
  vanished: readonly Vanished[],
): readonly Move[] {
  const byKey = new Map<string, Vanished[]>();
  for (const task of vanished) byKey.set(task.key, [...(byKey.get(task.key) ?? []), task]);
  const pairs = appeared.flatMap((task) =>
    (byKey.get(task.key) ?? [])
      .filter(({ workstream }) => workstream !== task.workstream)
      .map((other): Pair => ({ appeared: task, vanished: other })),
  );
  const taken = new Set<Appeared | Vanished>();
  const sure = takeUnambiguous(pairs.filter(hasSameHubId), taken);
  sure.push(...takeUnambiguous(pairs.filter(isKnownAgain), taken));
  const known = countByRoute(sure);
  const all = countByRoute(takeUnambiguous(pairs, new Set()));
  const along = pairs.filter((pair) => {
    const count = known.get(routeOf(pair)) ?? 0;
    return count > 0 && count * 2 >= (all.get(routeOf(pair)) ?? 0);
  });
  return [...sure, ...takeUnambiguous(along, taken)].map(
    ({ appeared: { workstream }, vanished: { key, id, workstream: from } }) => ({
      key,
      from,
      to: workstream,
      id,
    }),
  );
}

const hasSameHubId = (pair: Pair) => pair.appeared.hubId === pair.vanished.id;

const isKnownAgain = ({ appeared, vanished }: Pair) =>
  isBlockId(appeared.key) || (appeared.title !== null && appeared.title === vanished.title);

const isBlockId = (key: string) => /^sh-[a-z0-9]{4,}$/.test(key);

/** The pairs of which neither side fits any other pair, or stands in one taken before; they are taken. */
function takeUnambiguous(pairs: readonly Pair[], taken: Set<Appeared | Vanished>): Pair[] {
  const free = pairs.filter((pair) => !taken.has(pair.appeared) && !taken.has(pair.vanished));
  const fits = new Map<Appeared | Vanished, number>();
  for (const { appeared, vanished } of free)
    for (const task of [appeared, vanished]) fits.set(task, (fits.get(task) ?? 0) + 1);
  const found = free.filter(
    (pair) => fits.get(pair.appeared) === 1 && fits.get(pair.vanished) === 1,
  );
  for (const { appeared, vanished } of found) taken.add(appeared).add(vanished);
  return found;
}

const routeOf = ({ appeared, vanished }: Pair) =>
  JSON.stringify([vanished.workstream, appeared.workstream]);

function countByRoute(pairs: readonly Pair[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const pair of pairs) counts.set(routeOf(pair), (counts.get(routeOf(pair)) ?? 0) + 1);
  return counts;
}
