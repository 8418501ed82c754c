import { isUtf8 } from "node:buffer";
import { createHash } from "node:crypto";
import { join, sep } from "node:path";
import type { Document } from "../../core/tasks/document.ts";
import type { Snapshot } from "../../core/tasks/snapshot.ts";
import type { Finding } from "../../core/tasks/finding.ts";
import type { Checkout } from "../../ledger/checkouts.ts";
import type { ListOutline } from "../../markdown/list-outline.ts";
import { readDocument } from "../../markdown/read.ts";
import type { FileAccess } from "../../system/file-access.ts";
import { fileState, type FileState } from "../../system/file-state.ts";
import type { Context } from "../context.ts";

/** A task file as it was read: its bytes, their hash, its state before the reading, and its document. */
export type TaskFile = {
  path: string;
  /** Absolute, symbolic links resolved. */
  realPath: string;
  bytes: Buffer;
  hash: string;
  state: FileState;
  document: Document;
  /** Where not all of a long list was read; null: all of it was. */
  part: PartOfList | null;
};

export type PartOfList =
  /** The document holds the tasks around what has changed, the first of them at a place of the snapshot. */
  | { kind: "changed"; snapshot: Snapshot; place: number }
  /** The document holds no tasks; they are still to be read. */
  | { kind: "outline"; outline: ListOutline };

export type TaskFileReading =
  | { kind: "file"; file: TaskFile }
  | { kind: "missing"; path: string }
  /** Left alone, with the reasons. `state` tells whether it is worth another look. */
  | { kind: "unreadable"; path: string; findings: readonly Finding[] };

/** What one reconcile has read and not yet worked through, so that no file is parsed by each of its steps. */
export type KeptFiles = Map<string, TaskFile>;

type Where = { ctx: Pick<Context, "files">; checkout: Pick<Checkout, "path">; kept: KeptFiles };

/** Characters of files that are kept. */
const room = 4_000_000;

/**
 * Reads a file for one step of a reconcile, and keeps it for the next, as long as there is room. Only a step that can
 * do with a part gives a `readPart`; one that has been kept is read anew for the others.
 */
export function lookAtFile(
  { ctx, checkout, kept }: Where,
  path: string,
  readPart: PartReader | null = null,
): TaskFileReading {
  const file = kept.get(path);
  if (file && (file.part === null || readPart !== null)) return { kind: "file", file };
  kept.delete(path);
  const reading = readTaskFile(ctx.files, checkout.path, path, readPart);
  let characters = 0;
  for (const { document } of kept.values()) characters += document.text.length;
  if (reading.kind === "file" && characters < room) kept.set(path, reading.file);
  return reading;
}

/** Hands the last step what those before it have read of a file, be it a part; null: nothing was kept. */
export function takeKept(kept: KeptFiles, path: string): TaskFile | null {
  const file = kept.get(path) ?? null;
  kept.delete(path);
  return file;
}

/** Reads a file's text in part, where that can be done. */
export type PartReader = (path: string, text: string) => Pick<TaskFile, "document" | "part"> | null;

/** Reads one task file of a checkout. Nothing that the file can be makes this throw. */
export function readTaskFile(
  files: FileAccess,
  top: string,
  path: string,
  readPart: PartReader | null = null,
): TaskFileReading {
  const unreadable = (finding: Pick<Finding, "code" | "message" | "mend">, line: number | null) =>
    ({ kind: "unreadable", path, findings: [{ ...finding, file: path, line }] }) as const;
  let realPath: string;
  let bytes: Buffer;
  let state: FileState;
  try {
    realPath = files.realpath(join(top, path));
    if (!realPath.startsWith(top + sep)) return unreadable(outside(realPath), null);
    // The state first: a change during the reading is then seen as a change the next time.
    state = fileState(files, realPath);
    bytes = files.read(realPath);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "";
    if (code === "ENOENT" || code === "ENOTDIR")
      return path.includes("\uFFFD") ? unreadable(nameless, null) : { kind: "missing", path };
    return unreadable(refused(code), null);
  }
  if (!isUtf8(bytes)) return unreadable(notText, lineOfBadByte(bytes));
  // A TextDecoder gives two bytes a letter, by which reading a file takes twice as long. The BOM stays in either case.
  const text = bytes.toString("utf8");
  const file = { path, realPath, bytes, hash: hashOf(bytes), state };
  const part = readPart?.(path, text);
  if (part) return { kind: "file", file: { ...file, ...part } };
  const reading = readDocument(path, text);
  if (reading.kind === "unreadable") return { ...reading, path };
  return { kind: "file", file: { ...file, document: reading.document, part: null } };
}

/** All of a file that was read in part; there is no reason for which a whole reading could fail. */
export function readWhole(file: TaskFile): TaskFile {
  const reading = readDocument(file.path, file.document.text);
  if (reading.kind === "unreadable") throw new Error(`${file.path} was read in part only`);
  return { ...file, document: reading.document, part: null };
}

export const hashOf = (bytes: Buffer): string => createHash("sha256").update(bytes).digest("hex");

const outside = (target: string) =>
  ({
    code: "C-19",
    message: `the link leads out of the repository, to ${target}`,
    mend: "put the file itself here, or take it out of tasks.files",
  }) as const;

const refused = (code: string) => {
  const known = refusals[code];
  return {
    code: "C-20",
    message: known?.message ?? `not readable: ${code}`,
    mend: known?.mend ?? "give your user the right to read the file: chmod u+r",
  } as const;
};

const refusals: Readonly<Record<string, { message: string; mend: string }>> = {
  EISDIR: { message: "a folder stands where a file is expected", mend: "rename the folder" },
  ELOOP: { message: "the link leads to itself", mend: "put the file itself here" },
  ENXIO: {
    message: "a pipe, socket or device stands where a file is expected",
    mend: "put the file itself here",
  },
};

/** git lists names as bytes; one that is not UTF-8 comes with U+FFFD in it, by which no file is found. */
const nameless = {
  code: "C-20",
  message: "the file's name is not valid UTF-8",
  mend: "rename the file; until then it is left alone",
} as const;

const notText = {
  code: "C-18",
  message: "the bytes are not valid UTF-8",
  mend: "save the file as UTF-8; until then it is left alone",
} as const;

/** The line of the first byte that does not decode, found by halving. */
function lineOfBadByte(bytes: Buffer): number {
  let [good, bad] = [0, bytes.length];
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    // A character that the cut itself breaks is no bad byte: streaming decoding holds it back.
    try {
      new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(0, middle), { stream: true });
      good = middle;
    } catch {
      bad = middle;
    }
  }
  return bytes.subarray(0, good).toString("latin1").split("\n").length;
}
