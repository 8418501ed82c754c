import { appendFileSync, existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fingerprint } from "../../board/link.ts";
import { readIfPresent } from "../../system/files.ts";
import type { Context } from "../context.ts";

export type BoardTarget = { server: string; project: string; board: string };

/** What is kept of one board in the state directory. */
export type BoardFiles = {
  folder: string;
  /** One line for each checkout that somebody wants shown there. */
  request: string;
  running: string;
  lock: string;
  /** What the last run did; each run replaces it. */
  log: string;
  /** Which cards were made, to know one again that a person has put away. */
  cards: string;
};

/** One folder for each server, project and board. */
export function boardFiles(ctx: Context, { server, project, board }: BoardTarget): BoardFiles {
  const name = fingerprint(JSON.stringify([server, project, board]), 16);
  const folder = join(ctx.directories.state, "boards", name);
  return {
    folder,
    request: join(folder, "request"),
    running: join(folder, "request.running"),
    lock: join(folder, "lock"),
    log: join(folder, "last-run.log"),
    cards: join(folder, "cards.json"),
  };
}

/** Asks for the board to show a checkout's changes. */
export function makeBoardRequest(files: BoardFiles, checkoutPath: string): void {
  mkdirSync(files.folder, { recursive: true, mode: 0o700 });
  appendFileSync(files.request, `${JSON.stringify(checkoutPath)}\n`);
}

export const isBoardRequested = (files: BoardFiles): boolean => existsSync(files.request);

/** Makes the requests the running ones, with those that a dead worker had taken. False where nobody has asked. */
export function takeBoardRequest(files: BoardFiles): boolean {
  if (!existsSync(files.request)) return false;
  const left = readIfPresent(files.running);
  try {
    if (left) appendFileSync(files.request, left);
    renameSync(files.request, files.running);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return false;
    throw error;
  }
}

export const isBoardLeftRunning = (files: BoardFiles): boolean => existsSync(files.running);

export const clearBoardRunning = (files: BoardFiles): void =>
  rmSync(files.running, { force: true });

/** The checkouts that the running requests name, each once; a torn line names none. */
export function requestedCheckouts(files: BoardFiles): string[] {
  const text = readIfPresent(files.running)?.toString("utf8") ?? "";
  const paths = text.split("\n").flatMap((line) => {
    try {
      const path: unknown = JSON.parse(line);
      return typeof path === "string" ? [path] : [];
    } catch {
      return [];
    }
  });
  return [...new Set(paths)];
}
