import {
  chmodSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  type BigIntStats,
} from "node:fs";

export type FileStat = Pick<
  BigIntStats,
  "dev" | "ino" | "size" | "mtimeNs" | "ctimeNs" | "ctimeMs" | "mode"
>;

/**
 * The calls by which task files are read and written. They throw as node:fs does. The simulator in
 * test/simulator has files of its own behind them, in which every call is a place to crash.
 */
export type FileAccess = {
  /** The absolute path without symbolic links. */
  realpath: (path: string) => string;
  read: (path: string) => Buffer;
  /** What a path leads to; undefined where nothing is there. */
  stat: (path: string) => FileStat | undefined;
  /** Writes a whole file and waits for the disk. */
  write: (path: string, bytes: Uint8Array) => void;
  /** Sets permission bits. */
  chmod: (path: string, mode: number) => void;
  /** Puts a file in another's place in one step. */
  rename: (from: string, to: string) => void;
  /** Removes a file where there is one. */
  remove: (path: string) => void;
};

export const systemFiles: FileAccess = {
  realpath: (path) => realpathSync(path),
  read: (path) => readFileSync(path),
  stat: (path) => statSync(path, { throwIfNoEntry: false, bigint: true }),
  write: (path, bytes) => writeFileSync(path, bytes, { flush: true }),
  chmod: (path, mode) => chmodSync(path, mode),
  rename: (from, to) => renameSync(from, to),
  remove: (path) => rmSync(path, { force: true }),
};
