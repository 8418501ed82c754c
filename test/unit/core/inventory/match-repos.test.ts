import * as fc from "fast-check";
import { expect, test } from "vitest";
import {
  matchRepos,
  type KnownRepo,
  type ListedRepo,
} from "../../../../src/core/inventory/match-repos.ts";

const listed = (id: string, ...keys: string[]): ListedRepo => ({ forge: "f", id, keys });
const known = (id: string, forgeId: string | null, ...keys: string[]): KnownRepo => ({
  id,
  forgeId,
  keys,
});

test("a repository is recognised by any of its URLs", () => {
  const [a, b] = [listed("1", "h/o/a", "ssh.h/o/a"), listed("2", "h/o/b")];
  const mine = known("x", null, "old/o/a", "ssh.h/o/a");
  expect(matchRepos([a, b], [mine])).toEqual({
    matched: [{ listed: a, known: mine, by: "url" }],
    unregistered: [b],
    hubOnly: [],
  });
});

test("the forge's id tells a renamed repository, also where another one has its old name now", () => {
  const [renamed, newcomer] = [listed("1", "h/o/new"), listed("2", "h/o/old")];
  const mine = known("x", "f:1", "h/o/old");
  expect(matchRepos([newcomer, renamed], [mine])).toEqual({
    matched: [{ listed: renamed, known: mine, by: "forge-id" }],
    unregistered: [newcomer],
    hubOnly: [],
  });
});

test("clones by the old and by the new name are both the one listed repository", () => {
  const repo = listed("1", "h/o/new");
  const both = [known("x", "f:1", "h/o/old"), known("y", null, "h/o/new")];
  const { matched, unregistered, hubOnly } = matchRepos([repo], both);
  expect(matched.map(({ known: { id } }) => id)).toEqual(["x", "y"]);
  expect([unregistered, hubOnly]).toEqual([[], []]);
});

test("what no list has is only in the hub", () => {
  const mine = known("x", null, "h/o/a");
  expect(matchRepos([], [mine])).toEqual({ matched: [], unregistered: [], hubOnly: [mine] });
});

const key = fc.constantFrom("h/a", "h/b", "h/c", "h/d");
const listedRepos = fc.uniqueArray(
  fc.record({
    forge: fc.constantFrom("f", "g"),
    id: fc.constantFrom("1", "2", "3"),
    keys: fc.uniqueArray(key),
  }),
  { selector: ({ forge, id }) => `${forge}:${id}` },
);
const knownRepos = fc.uniqueArray(
  fc.record({
    id: fc.constantFrom("x", "y", "z"),
    forgeId: fc.constantFrom(null, "f:1", "g:2", "f:9"),
    keys: fc.uniqueArray(key),
  }),
  { selector: ({ id }) => id },
);

test("each listed and each known repository stands in exactly one part", () => {
  fc.assert(
    fc.property(listedRepos, knownRepos, (forge, hub) => {
      const { matched, unregistered, hubOnly } = matchRepos(forge, hub);
      expect(matched.length + hubOnly.length).toBe(hub.length);
      expect(new Set([...matched.map((match) => match.known), ...hubOnly]).size).toBe(hub.length);
      const taken = new Set(matched.map((match) => match.listed));
      expect(taken.size + unregistered.length).toBe(forge.length);
      for (const repo of unregistered) expect(taken.has(repo)).toBe(false);
    }),
  );
});

test("the order of the input does not decide what matches", () => {
  fc.assert(
    fc.property(listedRepos, knownRepos, (forge, hub) => {
      const pairs = (of: ReturnType<typeof matchRepos>) =>
        of.matched
          .map((match) => `${match.known.id} ${match.listed.forge}:${match.listed.id} ${match.by}`)
          .toSorted();
      expect(pairs(matchRepos(forge.toReversed(), hub.toReversed()))).toEqual(
        pairs(matchRepos(forge, hub)),
      );
    }),
  );
});
