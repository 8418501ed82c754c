import { dirname } from "node:path";
import type { FileAccess, FileStat } from "../../../src/system/file-access.ts";

type Node = { bytes: Buffer; ino: bigint; mode: number; changedMs: number };

/** Files in memory, with the times and inodes that a disk would give them by the world's own clock. */
export type MemoryFiles = FileAccess & {
  has: (path: string) => boolean;
  /** Every file below a folder, by its path relative to that. */
  below: (folder: string) => string[];
  /** As an editor saves: over the old bytes, with the inode that the file has. */
  overwrite: (path: string, bytes: Uint8Array) => void;
};

/** What node:fs throws; callers look at the code alone. */
export function fileError(code: "ENOENT" | "ENOSPC", path: string): Error {
  return Object.assign(new Error(`${code}: ${path}`), { code });
}

export function makeMemoryFiles(nowMs: () => number): MemoryFiles {
  const nodes = new Map<string, Node>();
  const folders = new Map<string, number>();
  let inodes = 0n;
  const entriesChanged = (path: string) => folders.set(dirname(path), nowMs());
  const nodeAt = (path: string): Node => {
    const node = nodes.get(path);
    if (!node) throw fileError("ENOENT", path);
    return node;
  };
  const write = (path: string, bytes: Uint8Array) => {
    const changedMs = nowMs();
    const node = nodes.get(path);
    if (node) Object.assign(node, { bytes: Buffer.from(bytes), changedMs });
    else {
      nodes.set(path, { bytes: Buffer.from(bytes), ino: ++inodes, mode: 0o100644, changedMs });
      entriesChanged(path);
    }
  };
  return {
    has: (path) => nodes.has(path),
    realpath: (path) => (nodeAt(path), path),
    read: (path) => nodeAt(path).bytes,
    stat(path) {
      const node = nodes.get(path);
      if (node) return statOf(node);
      const folder = path.endsWith("/") ? path.slice(0, -1) : path;
      const changedMs = folders.get(folder);
      if (changedMs === undefined) return undefined;
      return statOf({ bytes: Buffer.alloc(0), ino: 0n, mode: 0o40755, changedMs });
    },
    write,
    overwrite: write,
    chmod(path, mode) {
      Object.assign(nodeAt(path), { mode, changedMs: nowMs() });
    },
    rename(from, to) {
      nodes.set(to, { ...nodeAt(from), changedMs: nowMs() });
      nodes.delete(from);
      entriesChanged(from);
      entriesChanged(to);
    },
    remove(path) {
      if (nodes.delete(path)) entriesChanged(path);
    },
    below(folder) {
      const start = `${folder}/`;
      const found: string[] = [];
      for (const path of nodes.keys())
        if (path.startsWith(start)) found.push(path.slice(start.length));
      return found;
    },
  };
}

const statOf = ({ bytes, ino, mode, changedMs }: Node): FileStat => ({
  dev: 1n,
  ino,
  size: BigInt(bytes.length),
  mtimeNs: BigInt(changedMs) * 1_000_000n,
  ctimeNs: BigInt(changedMs) * 1_000_000n,
  ctimeMs: BigInt(changedMs),
  mode: BigInt(mode),
  gid: 0n,
});
