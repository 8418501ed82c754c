import {
  isMap,
  isNode,
  isPair,
  LineCounter,
  parseDocument,
  type Document,
  type YAMLParseError,
} from "yaml";
import { SyncError } from "../core/errors.ts";

/** A config file that was read: its data, and on which line each key stands. */
export type ConfigSource = {
  file: string;
  value: Record<string, unknown>;
  /** The line (from 1) of the value at `path`, or of the key where the path ends in a map. */
  lineOf: (path: readonly PropertyKey[]) => number;
};

/**
 * Reads YAML or JSON (its subset) as data: no custom tags, no code. `below` is the key in the file
 * that holds the config, empty for the whole file. Throws `config` with file and line.
 */
export function readSource(file: string, text: string, below: readonly string[]): ConfigSource {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const lineAt = (offset: number) => lines.linePos(offset).line;
  const conflict = text.search(/^<<<<<<< /m);
  if (conflict !== -1)
    throw new SyncError("config", `${file}:${lineAt(conflict)}: conflict markers`, {
      hint: "resolve the conflict in the file",
    });
  const [problem] = document.errors;
  if (problem)
    throw new SyncError("config", `${file}:${lineAt(problem.pos[0])}: ${wordsOf(problem)}`, {
      hint: "mend the file; it must be YAML or JSON",
    });
  const value: unknown = document.getIn(below) === undefined ? null : valueAt(document, below);
  if (value !== null && (typeof value !== "object" || Array.isArray(value)))
    throw new SyncError("config", `${file}:1: expected keys and values`, {
      hint: "sync-hooks config schema describes them",
    });
  // `$schema` points editors to the description of the other keys.
  const { $schema: _, ...keys } = (value ?? {}) as Record<string, unknown>;
  return { file, value: keys, lineOf: (path) => lineAt(offsetOf(document, [...below, ...path])) };
}

/** The library's words, but where they are meant for a programmer. */
const wordsOf = ({ code, message }: YAMLParseError) =>
  code === "MULTIPLE_DOCS" ? "expected one document, and here a second begins" : message;

function valueAt(document: Document, path: readonly string[]): unknown {
  const whole: unknown = document.toJS({ maxAliasCount: 100 });
  return path.reduce<unknown>((value, key) => (value as Record<string, unknown>)[key], whole);
}

/** Where the value at the path begins; the deepest part of the path that exists, where all of it does not. */
function offsetOf(document: Document, path: readonly PropertyKey[]): number {
  const holder: unknown =
    path.length > 1 ? document.getIn(path.slice(0, -1), true) : document.contents;
  const last = path.at(-1);
  if (isMap(holder)) {
    const pair = holder.items.find((item) => isPair(item) && String(item.key) === last);
    if (pair && isNode(pair.key)) return pair.key.range?.[0] ?? 0;
  }
  const node: unknown = document.getIn(path, true);
  if (isNode(node)) return node.range?.[0] ?? 0;
  return path.length === 0 ? 0 : offsetOf(document, path.slice(0, -1));
}
