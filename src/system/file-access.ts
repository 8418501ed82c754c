import {
  chmodSync,
  closeSync,
  constants,
  fstatSync,
  openSync,
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
  "dev" | "ino" | "size" | "mtimeNs" | "ctimeNs" | "ctimeMs" | "mode" | "gid"
>;

/**
 * The calls by which task files are read and written. They throw as node:fs does. The simulator in
 * test/simulator has files of its own behind them, in which every call is a place to crash.
 */
export type FileAccess = {
  /** The absolute path without symbolic links. */
  realpath: (path: string) => string;
  /** The bytes of a plain file. Throws EISDIR for a folder and ENXIO for a pipe, a socket or a device. */
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
  // Node's own walk takes three times as long, but keeps the letters' case as it was asked on systems that know none.
  realpath: process.platform === "linux" ? realpathSync.native : (path) => realpathSync(path),
  read: readPlainFile,
  stat: statIfPresent,
  write: (path, bytes) => writeFileSync(path, bytes, { flush: true }),
  chmod: (path, mode) => chmodSync(path, mode),
  rename: (from, to) => renameSync(from, to),
  remove: (path) => rmSync(path, { force: true }),
};

/** Below a file there is nothing either. */
function statIfPresent(path: string): FileStat | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false, bigint: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOTDIR") return undefined;
    throw error;
  }
}

/** Opening a named pipe waits for its writer, which may never come: so it is opened without waiting. */
function readPlainFile(path: string): Buffer {
  const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const stat = fstatSync(file);
    if (!stat.isFile() && !stat.isDirectory())
      throw Object.assign(new Error(`ENXIO: no plain file, read '${path}'`), { code: "ENXIO" });
    return readFileSync(file);
  } finally {
    closeSync(file);
  }
}
