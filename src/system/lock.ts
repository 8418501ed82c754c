import Database from "libsql";
import { mkdirSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { SyncError } from "../core/errors.ts";
import { requireOwn, requireWritable } from "./ownership.ts";

export type Lock = { release: () => void };

/**
 * The lock files that this process holds. POSIX locks belong to the whole process, and are silently lost
 * when any part of it opens and closes the file, so the guard has to be as wide as the process.
 */
const held = new Set<string>();

/**
 * Takes the lock, or gives null where another worker, in this process or another, holds it. The lock is
 * `BEGIN EXCLUSIVE` on an empty SQLite file that nothing else may ever open: the operating system frees it
 * when the holder dies (https://www.sqlite.org/lockingv3.html). The file stays behind, empty.
 * Throws `store` or `locked` where the file cannot be written or belongs to somebody else: SQLite would
 * grant such a file's lock to two holders at once.
 */
export function tryLock(file: string): Lock | null {
  if (held.has(file)) return null;
  prepareFolder(dirname(file));
  requireLockable(file);
  const database = open(file);
  try {
    // The journal stays in memory: a killed holder leaves nothing but the empty file.
    database.exec("PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE");
  } catch (error) {
    database.close();
    if ((error as { code?: string }).code === "SQLITE_BUSY") return null;
    throw unusable(file, error);
  }
  held.add(file);
  return {
    release() {
      if (!held.delete(file)) return;
      database.exec("ROLLBACK");
      database.close();
    },
  };
}

const longestPauseMs = 50;

/** Asks for the lock again and again until `limitMs` have passed; null where its holder outlasted that. */
export async function waitForLock(file: string, limitMs: number): Promise<Lock | null> {
  const end = performance.now() + limitMs;
  for (let pauseMs = 2; ; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
    const lock = tryLock(file);
    if (lock || performance.now() >= end) return lock;
    await sleep(pauseMs);
  }
}

function prepareFolder(folder: string): void {
  if (!statSync(folder, { throwIfNoEntry: false })) {
    requireOwn(dirname(folder));
    requireWritable(dirname(folder));
    mkdirSync(folder, { recursive: true });
  }
  requireOwn(folder);
}

function requireLockable(file: string): void {
  if (!statSync(file, { throwIfNoEntry: false })) return requireWritable(dirname(file));
  requireOwn(file);
  return requireWritable(file);
}

function open(file: string): Database.Database {
  try {
    return new Database(file, { timeout: 0 });
  } catch (error) {
    throw unusable(file, error);
  }
}

function unusable(file: string, cause: unknown): SyncError {
  return new SyncError("store", `cannot lock ${file}: ${(cause as Error).message}`, {
    hint: `if no sync is running, remove the file: rm '${file}'`,
    cause,
  });
}
