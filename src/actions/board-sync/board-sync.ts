import { existsSync } from "node:fs";
import { SyncError, toSyncError } from "../../core/errors.ts";
import { followProtocol } from "../../core/requests/request-protocol.ts";
import type { Checkout } from "../../ledger/checkouts.ts";
import { listCheckouts } from "../../ledger/checkouts.ts";
import { tryLock, type Lock } from "../../system/lock.ts";
import type { Context } from "../context.ts";
import { boardAccess, type BoardAccess } from "./board-access.ts";
import {
  boardFiles,
  clearBoardRunning,
  isBoardLeftRunning,
  isBoardRequested,
  makeBoardRequest,
  requestedCheckouts,
  takeBoardRequest,
  type BoardFiles,
} from "./board-files.ts";
import { openBoardLog, operationWords, type BoardLog } from "./board-log.ts";
import { keepKnownCards, readKnownCards } from "./known-cards.ts";
import { keepShown, openSpecFingerprint } from "./openspec-fingerprint.ts";
import { readChanges } from "./read-changes.ts";
import { showChanges, type BoardWatcher } from "./show-changes.ts";

export type BoardNames = { project: string; board: string };

/** How a board sync ended: `queued` where another process has the board in hand and will see to it. */
export type BoardSyncEnd = {
  outcome: "synced" | "nothing-to-do" | "queued";
  /** The writes that were made. */
  written: number;
  log: string;
};

/** How far a run is, for whoever shows it. */
export type BoardProgress = (progress: { done: number; total: number }) => void;

/**
 * Makes the board show the OpenSpec changes of a checkout: asks for it, and does the work unless another process
 * has the board in hand; whatever was asked in the meantime is done before it ends. Throws `offline`, `auth`,
 * `board` and `config`; the request then stays for the next run.
 */
export async function boardSync(
  ctx: Context,
  names: BoardNames,
  checkout: Checkout,
  onProgress: BoardProgress,
): Promise<BoardSyncEnd> {
  const access = await boardAccess(ctx);
  const files = boardFiles(ctx, { server: access.server, ...names });
  const work: Work = {
    ctx,
    access,
    names,
    files,
    onProgress,
    written: 0,
    failure: null,
    ran: false,
  };
  await follow(work, checkout);
  if (work.failure) throw work.failure;
  const outcome = work.ran ? (work.written > 0 ? "synced" : "nothing-to-do") : "queued";
  return { outcome, written: work.written, log: files.log };
}

type Work = {
  ctx: Context;
  access: BoardAccess;
  names: BoardNames;
  files: BoardFiles;
  onProgress: BoardProgress;
  written: number;
  failure: SyncError | null;
  ran: boolean;
};

async function follow(work: Work, checkout: Checkout): Promise<void> {
  const { files } = work;
  let lock: Lock | null = null;
  try {
    await followProtocol("request", {
      request() {
        makeBoardRequest(files, checkout.path);
        return "made";
      },
      lock() {
        // A failed request stays: this process has had its try.
        lock = work.failure ? null : tryLock(files.lock);
        return lock ? "free" : "held";
      },
      take: () => (takeBoardRequest(files) ? "taken" : "absent"),
      recover: () => (isBoardLeftRunning(files) ? "left" : "absent"),
      async run() {
        await runAll(work);
        return work.failure ? "open" : "final";
      },
      clear() {
        clearBoardRunning(files);
        return "cleared";
      },
      unlock() {
        lock?.release();
        return "unlocked";
      },
      look: () => (isBoardRequested(files) ? "requested" : "absent"),
    });
  } finally {
    (lock as Lock | null)?.release();
  }
}

/** Shows every checkout that was asked for; one that fails stops no other. */
async function runAll(work: Work): Promise<void> {
  const { ctx, files, names } = work;
  const log = openBoardLog(files.log, ctx.clock);
  work.ran = true;
  try {
    for (const path of requestedCheckouts(files)) {
      log.write(`${path} to ${names.project} / ${names.board}`);
      try {
        await runOne(work, path, log);
      } catch (thrown) {
        const error = toSyncError(thrown);
        log.write(`failed: ${error.message}${error.hint === null ? "" : ` (${error.hint})`}`);
        work.failure ??= error;
      }
    }
  } finally {
    log.close();
  }
}

async function runOne(work: Work, path: string, log: BoardLog): Promise<void> {
  const { ctx, access, names, files } = work;
  const checkout = listCheckouts(ctx.ledger()).find((one) => one.path === path);
  if (!checkout || !existsSync(path)) return log.write("passed over: not registered, or gone");
  const print = openSpecFingerprint(ctx.files, path);
  const known = readKnownCards(files);
  const watcher = watcherOf(work, log);
  const shown = await showChanges(access, names, await desiredOf(ctx, checkout), known, {
    mode: "apply",
    watcher,
  });
  keepKnownCards(files, known, shown.cards);
  keepShown(files, checkout.id, print);
  log.write(`done: ${shown.operations.length} writes`);
}

/** What a checkout's files and the user's config ask of the board. */
export async function desiredOf(ctx: Context, checkout: Checkout) {
  const { board } = await ctx.config(null);
  return {
    listNames: board.lists,
    moves: board.moves,
    label: checkout.slug.slice(0, 128),
    changes: readChanges(checkout.path, checkout.remoteKey ?? checkout.slug),
  };
}

function watcherOf(work: Work, log: BoardLog): BoardWatcher {
  let [done, total] = [0, 0];
  return {
    planned(operations) {
      total = operations.length;
      log.write(total === 0 ? "nothing differs" : `${total} writes to make`);
      work.onProgress({ done, total });
    },
    done(operation) {
      done += 1;
      work.written += 1;
      log.write(operationWords(operation));
      work.onProgress({ done, total });
    },
  };
}
