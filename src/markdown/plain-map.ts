import type { YamlEntry, YamlMap } from "./yaml-map.ts";

/** What the YAML parser takes for null. */
export const nullWord = /^(null|Null|NULL|~|)$/;

/** The parser knows keys of up to 1024 characters; here is a bound that no usual block reaches. */
const longest = 16_384;

const [beginsKey, isInKey, beginsWord, isInWord] = [1, 2, 4, 8];

/** What each ASCII character may be part of, so that a block is read without a pattern for each line. */
const uses = Uint8Array.from({ length: 128 }, (_, code) => {
  const character = String.fromCharCode(code);
  const use = (pattern: RegExp, bit: number) => (pattern.test(character) ? bit : 0);
  return (
    use(/[A-Za-z_]/, beginsKey) |
    use(/[A-Za-z0-9_-]/, isInKey) |
    use(/[A-Za-z0-9_./]/, beginsWord) |
    use(/[A-Za-z0-9_./@+-]/, isInWord)
  );
});

/** Keys that nearly all blocks hold. A string that is cut out is hashed each time that it is looked up. */
const usualKeys = ["id", "status", "priority", "needs_human", "title", "state_hub_task_id"];

function keyAt(text: string, from: number, to: number): string {
  for (const key of usualKeys)
    if (key.length === to - from && text.startsWith(key, from)) return key;
  return text.slice(from, to);
}

const can = (text: string, at: number, use: number) =>
  ((uses[text.charCodeAt(at)] ?? 0) & use) !== 0;

/**
 * Reads the usual block, `key: word` lines alone, without the parser's cost; null: the parser has to look. The span
 * ends where a line or the text does.
 */
export function readPlainMap(text: string, start: number, end: number): YamlMap | null {
  if (end - start > longest) return null;
  const entries = new Map<string, YamlEntry>();
  for (let at = start; at < end;) {
    if (!can(text, at, beginsKey)) {
      const next = behindLine(text, at, end);
      if (text.slice(at, next).trim() !== "") return null;
      at = next;
      continue;
    }
    const colon = endOfKey(text, at);
    const key = keyAt(text, at, colon);
    if (text[colon] !== ":" || entries.has(key)) return null;
    const from = beginOfWord(text, colon + 1);
    const to = from > colon + 1 ? endOfWord(text, from) : from;
    const next = behindBlanks(text, to, end);
    if (next === null) return null;
    const word = text.slice(from, to);
    const nullLike = word.length === 4 && nullWord.test(word);
    entries.set(key, {
      word: nullLike || word === "" ? null : word,
      nullLike,
      start: from,
      end: to,
      quote: "",
      complex: false,
    });
    at = next;
  }
  return { entries, flow: false };
}

function endOfKey(text: string, at: number): number {
  let end = at;
  while (can(text, end, isInKey)) end += 1;
  return end;
}

/** Where the word behind a colon begins; right behind it where there is none. */
function beginOfWord(text: string, behind: number): number {
  const from = skipBlanks(text, behind);
  return from > behind && can(text, from, beginsWord) ? from : behind;
}

/** Behind a word, in which single spaces may stand. */
function endOfWord(text: string, from: number): number {
  let end = from + 1;
  while (can(text, end, isInWord) || (text[end] === " " && can(text, end + 1, isInWord))) end += 1;
  return end;
}

/** Where the next line begins; null where more than blanks stand before it, or the span ends first. */
function behindBlanks(text: string, from: number, end: number): number | null {
  let at = skipBlanks(text, from);
  if (at < end && text[at] === "\r") at += 1;
  if (at < end && text[at] === "\n") return at + 1;
  return at === end ? end : null;
}

function skipBlanks(text: string, from: number): number {
  let at = from;
  while (text[at] === " " || text[at] === "\t") at += 1;
  return at;
}

function behindLine(text: string, at: number, end: number): number {
  const newline = text.indexOf("\n", at);
  return newline < 0 || newline >= end ? end : newline + 1;
}
