import { isAlias, isMap, isScalar, parseDocument, type Document, type Node } from "yaml";
import { nullWord, readPlainMap } from "./plain-map.ts";

/** One key of a mapping. Offsets are absolute in the file's text. */
export type YamlEntry = {
  /** The scalar as text; null for an empty or null-like one. */
  word: string | null;
  /** Null-like as written (`null`, `~`, `""`), not simply left empty. */
  nullLike: boolean;
  /** The value as it is written; zero-width behind the colon where there is none. */
  start: number;
  end: number;
  quote: "" | "'" | '"';
  /** A list, a mapping or a block scalar: read, never written. */
  complex: boolean;
};

export type YamlMap = { entries: ReadonlyMap<string, YamlEntry>; flow: boolean };
export type YamlProblem = { offset: number; message: string };

/**
 * Reads the YAML mapping between two offsets with the place of every value, so that one value can be
 * replaced without touching another byte. Gives the first problem where it is no mapping, holds a key
 * twice or does not parse.
 */
export function readYamlMap(text: string, start: number, end: number): YamlMap | YamlProblem {
  return readPlainMap(text, start, end) ?? readAnyMap(text, start, end);
}

/** The parser counts lines from where the YAML begins, not the file. */
const withoutPlace = (message: string) =>
  (message.split("\n", 1)[0] ?? message).replace(/ at line \d+, column \d+:?$/, "");

function readAnyMap(text: string, start: number, end: number): YamlMap | YamlProblem {
  const source = text.slice(start, end);
  const document = parseDocument(source);
  const error = document.errors[0];
  if (error) {
    // What is missing is missed behind the last line; the mend belongs on it.
    const place = Math.min(error.pos[0], source.trimEnd().length);
    return { offset: start + place, message: withoutPlace(error.message) };
  }
  const map = document.contents;
  if (map === null) return { entries: new Map(), flow: false };
  if (!isMap(map)) return { offset: start, message: "expected key: value lines" };
  const entries = new Map<string, YamlEntry>();
  for (const { key, value } of map.items) {
    if (!isScalar(key)) continue;
    const name = String(key.source ?? key.value);
    const entry = readEntry(document, value as Node | null, text, start);
    if (entry) entries.set(name, entry);
  }
  return { entries, flow: map.flow === true };
}

function readEntry(
  document: Document.Parsed,
  node: Node | null,
  text: string,
  offset: number,
): YamlEntry | null {
  const range = node?.range;
  if (!node || !range) return null;
  const end = offset + range[1];
  // An empty value's range may stand in front of a comment; a value can only follow the colon.
  const empty = range[0] === range[1];
  const start = empty ? text.lastIndexOf(":", end - 1) + 1 : offset + range[0];
  const resolved = isAlias(node) ? node.resolve(document) : node;
  if (!isScalar(resolved)) {
    const word = text.slice(start, end);
    return { word, nullLike: false, start, end, quote: "", complex: true };
  }
  const quote =
    resolved.type === "QUOTE_DOUBLE" ? '"' : resolved.type === "QUOTE_SINGLE" ? "'" : "";
  const source = quote === "" ? (resolved.source ?? "") : String(resolved.value);
  const nullLike = !empty && nullWord.test(source);
  const block = resolved.type === "BLOCK_FOLDED" || resolved.type === "BLOCK_LITERAL";
  return {
    word: source === "" || (quote === "" && nullLike) ? null : block ? source.trim() : source,
    nullLike,
    start,
    end: empty ? start : end,
    quote: isAlias(node) ? "" : quote,
    complex: block,
  };
}

/** A value as YAML text, in the quotes that stand there already; plain where YAML reads it back as the same text. */
export function writeYamlScalar(value: string, quote: YamlEntry["quote"]): string {
  if (quote === "'" && !/[\n\r\\]/.test(value)) return `'${value.replaceAll("'", "''")}'`;
  const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(value);
  const words = /^[A-Za-z_][\w ./-]*$/.test(value) && !value.endsWith(" ") && !nullWord.test(value);
  const plain = uuid || words;
  return quote === "" && plain ? value : JSON.stringify(value);
}
