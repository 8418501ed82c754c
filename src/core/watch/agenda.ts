/**
 * What a watcher has to do and when: checkouts (by id) that something happened to, and when each is to be asked for
 * news of its remote. Times are milliseconds of a clock that never jumps.
 */
export type Agenda = {
  /** `firstMs`: when the first of the happenings was noticed that the run at `dueMs` answers. */
  happenings: ReadonlyMap<number, { firstMs: number; dueMs: number }>;
  polls: ReadonlyMap<number, number>;
};

export const emptyAgenda: Agenda = { happenings: new Map(), polls: new Map() };

/** A checkout where something happens all the time is still synced once in so many debounces. */
const mostDebounces = 5;

/** Something has happened in the checkout: it is due once it has been quiet for `quietMs`. */
export function notice(agenda: Agenda, id: number, nowMs: number, quietMs: number): Agenda {
  const firstMs = agenda.happenings.get(id)?.firstMs ?? nowMs;
  const dueMs = Math.min(nowMs + quietMs, firstMs + mostDebounces * quietMs);
  return { ...agenda, happenings: new Map(agenda.happenings).set(id, { firstMs, dueMs }) };
}

/** So many times an interval some are polled: to wake up for each one alone costs more than its poll. */
const pollTimes = 12;

/**
 * Takes up new checkouts and drops those that are gone. Their polls are spread over the interval, so that a hundred
 * checkouts do not ask in the same second.
 */
export function follow(
  agenda: Agenda,
  ids: readonly number[],
  nowMs: number,
  intervalMs: number,
): Agenda {
  const wanted = new Set(ids);
  const happenings = new Map([...agenda.happenings].filter(([id]) => wanted.has(id)));
  const polls = new Map(
    ids.map((id, index) => {
      const turn = Math.ceil(((index + 1) * pollTimes) / ids.length);
      return [id, agenda.polls.get(id) ?? nowMs + (turn * intervalMs) / pollTimes];
    }),
  );
  return { happenings, polls };
}

export type Due = { agenda: Agenda; happened: number[]; poll: number[] };

/**
 * Takes out what is due. A checkout whose happening is due is not polled as well; each poll comes back after the
 * interval, once: what was missed while the machine slept is not made up for.
 */
export function takeDue(agenda: Agenda, nowMs: number, intervalMs: number): Due {
  const happened = [...agenda.happenings].flatMap(([id, { dueMs }]) =>
    dueMs <= nowMs ? [id] : [],
  );
  const due = [...agenda.polls].flatMap(([id, dueMs]) => (dueMs <= nowMs ? [id] : []));
  const happenings = new Map(agenda.happenings);
  for (const id of happened) happenings.delete(id);
  const polls = new Map(agenda.polls);
  for (const id of due) polls.set(id, nowMs + intervalMs);
  return {
    agenda: { happenings, polls },
    happened,
    poll: due.filter((id) => !happened.includes(id)),
  };
}

/** When something is due next; null where nothing is. */
export function nextDue({ happenings, polls }: Agenda): number | null {
  const times = [...[...happenings.values()].map(({ dueMs }) => dueMs), ...polls.values()];
  return times.length === 0 ? null : times.reduce((first, time) => Math.min(first, time));
}
