import { expect, test } from "vitest";
import {
  matchMoves,
  type Appeared,
  type Vanished,
} from "../../../../src/core/tasks/match-moves.ts";

const came = (
  workstream: string,
  key: string,
  title: string,
  hubId: string | null = null,
): Appeared => ({
  workstream,
  key,
  title,
  hubId,
});
const went = (workstream: string, key: string, title: string): Vanished => ({
  workstream,
  key,
  title,
  id: `id-${workstream}-${key}`,
});

const cases: [string, Appeared[], Vanished[], string[]][] = [
  ["the same id and title: moved", [came("B", "T1", "a")], [went("A", "T1", "a")], ["T1 A→B"]],
  ["the same id, another title: another task", [came("B", "T1", "b")], [went("A", "T1", "a")], []],
  ["another id, the same title: another task", [came("B", "T2", "a")], [went("A", "T1", "a")], []],
  [
    "its hub id came along: moved, whatever the title",
    [came("B", "T1", "b", "id-A-T1")],
    [went("A", "T1", "a")],
    ["T1 A→B"],
  ],
  [
    "a block id: moved, whatever the title",
    [came("B", "sh-7k2m", "b")],
    [went("A", "sh-7k2m", "a")],
    ["sh-7k2m A→B"],
  ],
  [
    "half of a file known again: the rest has moved along",
    [came("B", "T1", "a"), came("B", "T2", "new words")],
    [went("A", "T1", "a"), went("A", "T2", "b")],
    ["T1 A→B", "T2 A→B"],
  ],
  [
    "less than half known again: only what is known",
    [came("B", "T1", "a"), came("B", "T2", "x"), came("B", "T3", "y")],
    [went("A", "T1", "a"), went("A", "T2", "b"), went("A", "T3", "c")],
    ["T1 A→B"],
  ],
  [
    "copied into two files: neither takes it",
    [came("B", "T1", "a"), came("C", "T1", "a")],
    [went("A", "T1", "a")],
    [],
  ],
  [
    "gone from two files: nobody can tell which",
    [came("C", "T1", "a")],
    [went("A", "T1", "a"), went("B", "T1", "a")],
    [],
  ],
  [
    "of two with one id the title tells which",
    [came("C", "T1", "b")],
    [went("A", "T1", "a"), went("B", "T1", "b")],
    ["T1 B→C"],
  ],
  [
    "two files exchange their tasks",
    [came("B", "T1", "a"), came("A", "T1", "b")],
    [went("A", "T1", "a"), went("B", "T1", "b")],
    ["T1 A→B", "T1 B→A"],
  ],
  ["within one file nothing moves", [came("A", "T1", "a")], [went("A", "T1", "a")], []],
];

test.each(cases)("%s", (_, appeared, vanished, moves) => {
  const found = matchMoves(appeared, vanished).map(({ key, from, to }) => `${key} ${from}→${to}`);
  expect(found.sort()).toEqual(moves);
});
