import { randomBytes } from "node:crypto";
import type { BoardState, RepoBoard } from "../../actions/repos/repo-board.ts";
import { SyncError } from "../../core/errors.ts";
import { makeEventLog, type HubEvent } from "./event-log.ts";
import { repoChanges, type Told } from "./repo-changes.ts";

const lookMs = 200;
/** For as many times as long as the last look took there is no other one: hub and readers have work, too. */
const restFactor = 3;
const keptEvents = 1000;

export type Reader = (event: HubEvent) => void;

/** Tells readers what changes in the hub and on this machine, whoever writes there. */
export type Feed = {
  /** Gives the reader what it missed since the event `lastId`, then what comes; gives what ends that. */
  join: (reader: Reader, lastId: string | null) => Promise<() => void>;
  readers: () => number;
  close: () => void;
};

/**
 * Looks at the hub's pulse five times a second while somebody reads, and not at all otherwise: who comes back meets
 * what has changed meanwhile as one step.
 */
export function openFeed(board: RepoBoard, onError: (thrown: unknown) => void): Feed {
  const log = makeEventLog(randomBytes(4).toString("hex"), keptEvents);
  const readers = new Set<Reader>();
  let timer: NodeJS.Timeout | null = null;
  let seen: BoardState | null = null;
  let told: Told = new Map();
  let trouble: string | null = null;

  function tell(event: HubEvent): void {
    for (const reader of readers) reader(event);
  }

  async function look(): Promise<void> {
    try {
      const state = await board.read();
      if (trouble !== null) tell(log.add("hub", { online: true, error: null }));
      trouble = null;
      if (state === seen) return;
      const changes = repoChanges(told, state.repos);
      if (seen !== null) {
        for (const repo of changes.changed) tell(log.add("repo", repo));
        for (const slug of changes.gone) tell(log.add("gone", { slug }));
      }
      seen = state;
      told = changes.told;
    } catch (thrown) {
      if (!(thrown instanceof SyncError)) onError(thrown);
      const message = thrown instanceof SyncError ? thrown.message : "the hub cannot be read";
      if (trouble !== message) tell(log.add("hub", { online: false, error: message }));
      trouble = message;
    }
  }

  function schedule(waitMs: number): void {
    timer ??= setTimeout(() => {
      const begun = performance.now();
      void look().then(() => {
        timer = null;
        if (readers.size > 0) schedule(Math.max(lookMs, restFactor * (performance.now() - begun)));
      });
    }, waitMs).unref();
  }

  return {
    async join(reader, lastId) {
      await look();
      const missed = lastId === null ? [] : log.since(lastId);
      const first = missed === null ? "reset" : "ready";
      reader({
        id: log.lastId(),
        name: first,
        data: JSON.stringify({ missed: missed?.length ?? null }),
      });
      for (const event of missed ?? []) reader(event);
      if (trouble !== null)
        reader({
          id: log.lastId(),
          name: "hub",
          data: JSON.stringify({ online: false, error: trouble }),
        });
      readers.add(reader);
      schedule(lookMs);
      return () => void readers.delete(reader);
    },
    readers: () => readers.size,
    close() {
      if (timer) clearTimeout(timer);
      timer = null;
      readers.clear();
    },
  };
}
