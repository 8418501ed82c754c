/** One event of the stream, with the text of its data. */
export type HubEvent = { id: string; name: EventName; data: string };

/**
 * `ready`: what follows is news. `repo`: one repository as it is now. `gone`: one that is no more. `hub`: whether the
 * hub answers. `reset`: too much was missed, read everything again.
 */
export type EventName = "ready" | "repo" | "gone" | "hub" | "reset";

/** The latest events, to give a reader who comes back what it missed. */
export type EventLog = {
  add: (name: EventName, data: unknown) => HubEvent;
  /** The events after the given one, or null where that is not known any more (or never was). */
  since: (id: string) => readonly HubEvent[] | null;
  lastId: () => string;
};

/** `run` tells one run of the server from another: ids of an earlier one mean nothing here. */
export function makeEventLog(run: string, kept: number): EventLog {
  let events: HubEvent[] = [];
  let count = 0;
  const idOf = (number: number) => `${run}-${number}`;
  return {
    add(name, data) {
      count += 1;
      const event = { id: idOf(count), name, data: JSON.stringify(data) };
      events.push(event);
      if (events.length > 2 * kept) events = events.slice(-kept);
      return event;
    },
    since(id) {
      const number = id.startsWith(`${run}-`) ? Number(id.slice(run.length + 1)) : Number.NaN;
      const oldest = count - events.length;
      if (!Number.isSafeInteger(number) || number < oldest || number > count) return null;
      return events.slice(number - oldest);
    },
    lastId: () => idOf(count),
  };
}
