import { array, assert, constantFrom, property } from "fast-check";
import { describe, expect, test } from "vitest";
import {
  nextNotice,
  noNotice,
  noticeKinds,
  noticeOf,
  noticeText,
  type NoticeKind,
} from "../../../src/core/notice.ts";

describe("noticeOf", () => {
  test.each([
    ["conflict", "fresh", "conflict"],
    ["diverged", "fresh", "conflict"],
    ["auth", "stale", "auth"],
    ["offline", "stale", "stale"],
    ["offline", "aging", null],
    ["failed", "fresh", null],
    ["synced", "never", null],
  ] as const)("a run that ended %s on a %s checkout: %s", (outcome, freshness, kind) => {
    expect(noticeOf(outcome, freshness)).toBe(kind);
  });
});

const hour = 3_600_000;

/** Which of the states, an hour apart each, are told. */
function told(states: readonly (NoticeKind | null)[], stepMs = hour): (NoticeKind | null)[] {
  let notice = noNotice;
  return states.map((state, index) => {
    const next = nextNotice(notice, state, new Date(index * stepMs));
    ({ notice } = next);
    return next.tell ? state : null;
  });
}

describe("nextNotice", () => {
  test("a state is told when it begins, and not again while it lasts", () => {
    expect(told(["auth", "auth", "auth"])).toEqual(["auth", null, null]);
  });
  test("another state is told at once", () => {
    expect(told(["auth", "conflict"])).toEqual(["auth", "conflict"]);
  });
  test("what comes back within six hours is not told again, later it is", () => {
    expect(told(["auth", null, "auth"])).toEqual(["auth", null, null]);
    expect(told(["auth", null, "auth"], 3 * hour)).toEqual(["auth", null, "auth"]);
  });
  test("whatever comes and goes, the same word is told twice in a row only six hours apart", () => {
    const states = array(constantFrom(null, ...noticeKinds), { maxLength: 80 });
    assert(
      property(states, (list) => {
        const news = told(list, hour / 4).flatMap((kind, at) =>
          kind === null ? [] : { kind, at },
        );
        for (const [index, { kind, at }] of news.entries()) {
          expect(list[at]).toBe(kind);
          const before = news[index - 1];
          if (before?.kind === kind) expect(at - before.at).toBeGreaterThanOrEqual(24);
        }
      }),
    );
  });
});

describe("noticeText", () => {
  test("one checkout is the title", () => {
    expect(noticeText([{ slug: "api", kind: "auth" }])).toEqual({
      title: "api: the remote wants credentials",
      body: "sync-hooks status api",
    });
  });
  test("of many the first five are named", () => {
    const many = Array.from({ length: 7 }, (_, index) => ({
      slug: `r${index}`,
      kind: "stale" as const,
    }));
    const { title, body } = noticeText(many);
    expect(title).toBe("7 checkouts need you");
    expect(body.split("\n")).toHaveLength(7);
    expect(body).toContain("and 2 more");
  });
});
