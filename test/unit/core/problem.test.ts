import { describe, expect, test } from "vitest";
import { outcomes } from "../../../src/core/outcome.ts";
import { problemOf, type Symptoms } from "../../../src/core/problem.ts";
import { shellWord } from "../../../src/core/shell-word.ts";

const healthy: Symptoms = {
  name: "api",
  path: "/code/api",
  unreadable: null,
  branch: "main",
  operation: null,
  ahead: 0,
  paused: false,
  hooks: "installed",
  freshness: "fresh",
  lastRun: { outcome: "synced", reason: null, detail: null },
  openConflicts: 0,
  untrusted: false,
};
const seen = (symptoms: Partial<Symptoms>) => problemOf({ ...healthy, ...symptoms });
const ran = (outcome: (typeof outcomes)[number], detail: string | null = null) =>
  seen({ lastRun: { outcome, reason: detail?.split(": ")[0] ?? null, detail } });

describe("problemOf", () => {
  test("a healthy checkout has no problem", () => expect(seen({})).toBeNull());

  test.each<[string, Partial<Symptoms>, string, string | null]>([
    ["a folder that is gone", { unreadable: "gone" }, "bad", "sync-hooks doctor api"],
    ["a pause", { paused: true }, "note", "sync-hooks resume api"],
    ["open conflicts", { openConflicts: 2 }, "bad", "sync-hooks conflicts api"],
    ["missing hooks", { hooks: "missing" }, "warn", "sync-hooks install api"],
    ["rewritten hooks", { hooks: "drifted" }, "warn", "sync-hooks install api"],
    ["foreign hooks", { hooks: "foreign" }, "warn", "sync-hooks install api --dry-run"],
    ["a rebase", { operation: "rebase" }, "warn", "git -C /code/api rebase --continue"],
    ["a bisect", { operation: "bisect" }, "warn", "git -C /code/api bisect reset"],
    ["an index.lock", { operation: "index.lock" }, "warn", "sync-hooks doctor api"],
    ["an old sync", { freshness: "stale" }, "warn", "sync-hooks sync api"],
    ["no sync at all", { freshness: "never", lastRun: null }, "note", "sync-hooks sync api"],
    ["unpushed commits", { ahead: 2 }, "note", "sync-hooks sync api"],
  ])("%s has its severity and its mend", (_name, symptoms, severity, mend) =>
    expect(seen(symptoms)).toMatchObject({ severity, mend }),
  );

  test.each(["conflict", "diverged", "rejected", "auth", "failed"] as const)(
    "a run that ended %s is bad, tells its reason and has a mend",
    (outcome) => {
      expect(ran(outcome, "the reason")).toMatchObject({ severity: "bad", what: "the reason" });
      expect(ran(outcome)?.mend).toMatch(/^(git -C \/code\/api|sync-hooks) /);
    },
  );

  test.each([
    [
      "rebase-conflict: a.txt; settle it with: git pull --rebase origin main",
      "conflict",
      "both sides changed the same lines of a.txt",
      "git -C /code/api pull --rebase origin main",
    ],
    [
      "remote-gone: fatal: no such thing (check it with: git remote -v)",
      "failed",
      "fatal: no such thing",
      "git -C /code/api remote -v",
    ],
    [
      "config: /code/api/.sync-hooksrc:1: pul is not a known key",
      "failed",
      "/code/api/.sync-hooksrc:1: pul is not a known key",
      "sync-hooks config validate api",
    ],
    [
      "store: the hub /data/hub.db is damaged (move the file aside)",
      "failed",
      "the hub /data/hub.db is damaged (move the file aside)",
      "sync-hooks doctor",
    ],
  ] as const)(
    "%s is told in words, with the command that mends it",
    (detail, outcome, what, mend) => expect(ran(outcome, detail)).toMatchObject({ what, mend }),
  );

  test("a skipped run names the git command that would let it push", () => {
    const skipped = seen({
      branch: "it's mine",
      path: "/my code",
      lastRun: { outcome: "skipped", reason: "no-upstream", detail: "no-upstream" },
    });
    expect(skipped?.mend).toBe(`git -C '/my code' push --set-upstream origin 'it'\\''s mine'`);
  });

  test.each([
    [
      "diverged",
      "rewritten: to publish it, run: git push --force-with-lease=main:1a2b origin main:main",
      "pushed commits were amended or rebased",
      "git -C /code/api push --force-with-lease=main:1a2b origin main:main",
    ],
    [
      "diverged",
      "ff-only: 1 ahead, 2 behind origin/main; bring them together with: git pull --rebase",
      "1 ahead, 2 behind origin/main",
      "git -C /code/api pull --rebase",
    ],
    [
      "auth",
      "credentials: could not read Username (try: git fetch)",
      "could not read Username",
      "git -C /code/api fetch",
    ],
    ["conflict", "conflict: a.txt, b.txt", "a.txt, b.txt", "git -C /code/api pull --rebase"],
  ] as const)(
    "a run that ended %s with %j says so, and its command works from anywhere",
    (...row) => {
      const [outcome, detail, what, mend] = row;
      expect(ran(outcome, detail)).toEqual({ severity: "bad", what, mend });
    },
  );

  test("the gravest problem speaks", () => {
    expect(seen({ hooks: "missing", openConflicts: 1 })?.severity).toBe("bad");
    expect(seen({ paused: true, freshness: "stale" })?.what).toBe("paused");
  });
});

test.each([
  ["plain/path-1.0_x", "plain/path-1.0_x"],
  ["two words", "'two words'"],
  ["$HOME", "'$HOME'"],
  ["a'b", "'a'\\''b'"],
  ["", "''"],
])("shellWord(%j) is %s", (word, quoted) => expect(shellWord(word)).toBe(quoted));
