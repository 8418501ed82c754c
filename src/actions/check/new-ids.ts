import { randomInt } from "node:crypto";
import { basename } from "node:path";

/** The file's name as a workplan id, with a number behind where another workplan has that id; it counts as taken. */
export function newWorkplanId(path: string, taken: Set<string>): string {
  const name = basename(path).replace(/\.md$/, "");
  let key = name;
  for (let number = 2; taken.has(key); number += 1) key = `${name}-${number}`;
  taken.add(key);
  return key;
}

/** Everything that looks like a block id, wherever it stands in the text. */
export const blockIdsIn = (text: string): string[] =>
  [...text.matchAll(/\bsh-[A-Za-z0-9-]+/g)].map(([id]) => id);

// Without the letters and digits that are easily mistaken for one another.
const alphabet = "23456789abcdefghjkmnpqrstuvwxyz";
const shortest = 4;
const triesPerLength = 20;

/** Block ids that nobody has, `sh-7k2m`: short ones as long as they are easily found. Each counts as taken. */
export function* newBlockIds(taken: Set<string>): Generator<string, never> {
  for (;;) {
    let id = "";
    for (let tries = 0; id === "" || taken.has(id); tries += 1)
      id = `sh-${letters(shortest + Math.floor(tries / triesPerLength))}`;
    taken.add(id);
    yield id;
  }
}

const letters = (count: number): string =>
  Array.from({ length: count }, () => alphabet[randomInt(alphabet.length)]).join("");
