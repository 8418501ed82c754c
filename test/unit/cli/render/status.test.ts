import { describe, expect, test } from "vitest";
import type { CheckoutStatus, StatusDocument } from "../../../../src/actions/status/status.ts";
import { checkoutDetails } from "../../../../src/cli/render/checkout.ts";
import { withoutColour } from "../../../../src/cli/render/paint.ts";
import { statusOverview, surroundings } from "../../../../src/cli/render/status.ts";
import { columnsOf } from "../../../../src/cli/render/text.ts";

const scene = { now: new Date("2026-03-01T12:00:00Z"), home: "/home/ann" };
const canvas = (width: number) => ({ width, paint: withoutColour });

const api: CheckoutStatus = {
  slug: "api",
  path: "/home/ann/code/api",
  branch: "main",
  upstream: "origin/main",
  ahead: 2,
  behind: 0,
  dirty: true,
  operation: null,
  paused_until: null,
  hooks: "installed",
  last_state_synced_at: "2026-03-01T11:57:00Z",
  last_pushed_at: "2026-03-01T11:57:00Z",
  last_pulled_at: null,
  freshness: "fresh",
  last_run: {
    trigger: "commit",
    outcome: "failed",
    reason: "step test: exit status 1",
    started_at: "2026-03-01T11:57:00Z",
    duration_ms: 1400,
    steps: [
      { name: "push", outcome: "synced", detail: "1 commit to origin/main", duration_ms: 181 },
      { name: "test", outcome: "failed", detail: "exit status 1", duration_ms: 1204 },
    ],
  },
  tasks: { todo: 2, in_progress: 1, blocked: 1, done: 8, cancelled: 1 },
  open_conflicts: 0,
  problem: {
    severity: "bad",
    what: "step test: exit status 1",
    mend: "git -C /home/ann/code/api push",
  },
};

const document: StatusDocument = {
  checkouts: [api, { ...api, slug: "日本語サイト", problem: null }],
  totals: {
    checkouts: 2,
    fresh: 2,
    aging: 0,
    stale: 0,
    never: 0,
    failing: 1,
    paused: 0,
    tasks: { todo: 4, in_progress: 2, blocked: 2, done: 16, cancelled: 2 },
    open_conflicts: 0,
  },
  recent_syncs: [
    { slug: "api", direction: "none", items: 0, at: "2026-03-01T11:59:00Z" },
    { slug: "api", direction: "both", items: 3, at: "2026-03-01T11:57:00Z" },
  ],
  hub: { online: true, error: null, problem: null },
  watcher: { running: false, pid: null },
  timer: {
    via: "systemd",
    last_at: "2026-03-01T11:50:00Z",
    next_at: "2026-03-01T12:05:00Z",
    problem: null,
  },
  service: { via: null, running: null, pid: null, problem: null },
};

describe("the overview", () => {
  test("shows each checkout's state, and the mend below the row that needs one", () => {
    expect(statusOverview(document, scene, canvas(100))).toBe(`\
CHECKOUT      SYNCED       LAST RUN  BRANCH     TASKS  PATH
api           ● 3 min ago  ✖ failed  main ↑2 *   8/12  ~/code/api
  ✖ step test: exit status 1
  → git -C ~/code/api push
日本語サイト  ● 3 min ago  ✖ failed  main ↑2 *   8/12  ~/code/api

2 checkouts: 1 failing, 2 fresh
tasks: 16/24 done, 2 in progress, 2 blocked
tasks moved: api 3 both ways 3 min ago
timer systemd: last sweep 10 min ago, next sweep in 5 min
`);
  });

  test.each([40, 60, 80, 120, 200])("fits a terminal of %i columns", (width) => {
    for (const line of statusOverview(document, scene, canvas(width)).split("\n"))
      expect(columnsOf(line)).toBeLessThanOrEqual(width);
  });

  test("says that the hub is offline, and that the timer is missing", () => {
    const text = surroundings(
      {
        ...document,
        hub: {
          online: false,
          error: "the hub /data/hub.db is held by another program",
          problem: {
            severity: "warn",
            what: "the hub /data/hub.db is held by another program",
            mend: "close that program",
          },
        },
        timer: {
          via: null,
          last_at: null,
          next_at: null,
          problem: { severity: "warn", what: "no timer", mend: "sync-hooks timer install" },
        },
      },
      scene,
      canvas(100),
    );
    expect(text).toContain(
      "⚠ the hub /data/hub.db is held by another program\n→ close that program\n",
    );
    expect(text).toContain("unknown until the hub answers");
    expect(text).toContain("sync-hooks timer install");
  });
});

describe("one checkout", () => {
  test("is shown in full, with the last run step by step", () => {
    expect(checkoutDetails(api, scene, canvas(100))).toBe(`\
api  ~/code/api
  ✖ step test: exit status 1
  → git -C ~/code/api push
  branch    main → origin/main, 2 ahead
  changes   * uncommitted
  hooks     ✔ installed
  synced    ● 3 min ago
  pushed    3 min ago
  pulled    never
  tasks     8/12 done, 1 in progress, 1 blocked
  last run  ✖ failed: step test: exit status 1 (by commit, 3 min ago, took 1.4 s)

    STEP  OUTCOME     TIME  DETAIL
    push  ✔ synced  181 ms  1 commit to origin/main
    test  ✖ failed   1.2 s  exit status 1
`);
  });

  test.each([40, 60, 80])("fits a terminal of %i columns", (width) => {
    for (const line of checkoutDetails(api, scene, canvas(width)).split("\n"))
      expect(columnsOf(line)).toBeLessThanOrEqual(width);
  });

  test.each([
    [{ branch: null, upstream: null, ahead: null, behind: null }, "detached HEAD"],
    [{ upstream: null, ahead: null, behind: null }, "main, no upstream"],
    [{ ahead: null, behind: null }, "main → origin/main (gone)"],
    [{ ahead: 0 }, "main → origin/main, level"],
    [{ behind: 3 }, "main → origin/main, 2 ahead, 3 behind"],
  ])("tells its branch from %j", (change, words) =>
    expect(checkoutDetails({ ...api, ...change }, scene, canvas(100))).toContain(
      `branch    ${words}\n`,
    ),
  );
});
