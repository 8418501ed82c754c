import type { Edit } from "../core/tasks/document.ts";
import { readYamlMap, writeYamlScalar, type YamlEntry, type YamlMap } from "./yaml-map.ts";

/**
 * The edit that gives `key` the value, and changes nothing else: the value's own span where the key
 * stands, a new line behind `after` (or at the top) where it does not. Null where the mapping cannot
 * hold it so: proved by reading the edited mapping again.
 */
export function setYamlValue(
  text: string,
  body: { start: number; end: number },
  key: string,
  value: string | null,
  after: string | null,
): Edit | null {
  const map = readYamlMap(text, body.start, body.end);
  if ("message" in map) return null;
  const entry = map.entries.get(key);
  if (entry?.complex || (!entry && (map.flow || value === null))) return null;
  const edit = entry
    ? replacement(text, entry, value)
    : newLine(text, body, map, key, value ?? "", after);
  return edit && reads(text, body, map, edit, key, value) ? edit : null;
}

function replacement(text: string, entry: YamlEntry, value: string | null): Edit {
  const { start, end, quote } = entry;
  // Without its value a key keeps its colon alone; with a first one, a space has to follow the colon.
  if (value === null) return { start: text.lastIndexOf(":", start) + 1, end, text: "" };
  const space = start === end ? " " : "";
  return { start, end, text: space + writeYamlScalar(value, quote) };
}

function newLine(
  text: string,
  body: { start: number; end: number },
  map: YamlMap,
  key: string,
  value: string,
  after: string | null,
): Edit | null {
  const line = `${key}: ${writeYamlScalar(value, "")}`;
  const newline = text[body.start - 2] === "\r" ? "\r\n" : "\n";
  const anchor = after === null ? undefined : map.entries.get(after);
  if (!anchor) return { start: body.start, end: body.start, text: line + newline };
  const lineStart = text.lastIndexOf("\n", anchor.start - 1) + 1;
  const indent = /^[ \t]*/.exec(text.slice(lineStart))?.[0] ?? "";
  const found = text.indexOf("\n", anchor.end);
  const end =
    found < 0 || found > body.end ? body.end : text[found - 1] === "\r" ? found - 1 : found;
  return { start: end, end, text: newline + indent + line };
}

/** Whether the edited mapping says the new value and everything else as before. */
function reads(
  text: string,
  body: { start: number; end: number },
  map: YamlMap,
  edit: Edit,
  key: string,
  value: string | null,
): boolean {
  const edited = text.slice(body.start, edit.start) + edit.text + text.slice(edit.end, body.end);
  const again = readYamlMap(edited, 0, edited.length);
  if ("message" in again || again.entries.get(key)?.word !== value) return false;
  const grown = map.entries.has(key) ? 0 : 1;
  if (again.entries.size !== map.entries.size + grown) return false;
  return [...map.entries].every(
    ([name, entry]) => name === key || again.entries.get(name)?.word === entry.word,
  );
}
