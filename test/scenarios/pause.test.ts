import { expect, test } from "vitest";
import { syncHooks } from "../helpers/cli.ts";
import { makeHome } from "../helpers/home.ts";
import { commitFile, makeRemote, makeRepository, refOf } from "../helpers/repository.ts";
import { untilQuiet } from "../helpers/workers.ts";

test("pause --for leaves a checkout alone, in commits and sweeps, until resume; the others go on", async () => {
  const home = makeHome();
  const [api, web] = ["api", "web"].map((name) => makeRemote(home, `${name}.git`)) as [
    string,
    string,
  ];
  const paths = { api: makeRepository(home, "api", api), web: makeRepository(home, "web", web) };
  await syncHooks(home, ["install", paths.api, paths.web]);
  const before = refOf(home, api, "main");

  const paused = await syncHooks(home, ["pause", "api", "--for", "2h"]);
  expect(paused).toMatchObject({
    status: 0,
    stdout: expect.stringMatching(/^paused +api .*until/),
  });
  const head = commitFile(home, paths.api, "a", "1");
  const other = commitFile(home, paths.web, "a", "1");
  await untilQuiet(home);
  const swept = await syncHooks(home, ["sweep"]);
  expect(swept).toMatchObject({ status: 0, stdout: expect.stringMatching(/api.*paused/) });
  expect(refOf(home, api, "main")).toBe(before);
  expect(refOf(home, web, "main")).toBe(other);
  const { stdout } = await syncHooks(home, ["status", "api", "--json"]);
  const [seen] = JSON.parse(stdout).checkouts;
  expect(seen.paused_until).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
  expect(seen.last_run).toMatchObject({ outcome: "skipped", reason: "paused" });

  expect(await syncHooks(home, ["resume", "api"])).toMatchObject({ status: 0 });
  expect(await syncHooks(home, ["sweep"])).toMatchObject({ status: 0 });
  expect(refOf(home, api, "main")).toBe(head);
});
