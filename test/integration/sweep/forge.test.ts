import { expect, test } from "vitest";
import type { Context } from "../../../src/actions/context.ts";
import { register } from "../../../src/actions/registry/register.ts";
import { sweep } from "../../../src/actions/sweep/sweep.ts";
import { startForge } from "../../helpers/forge-server.ts";
import { makeHome } from "../../helpers/home.ts";
import { startHttpRemote } from "../../helpers/http-remote.ts";
import { contextOf } from "../../helpers/registered.ts";
import { git, makeRemote, makeRepository } from "../../helpers/repository.ts";

const minute = 60_000;

async function outcomes(ctx: Context): Promise<string[]> {
  const report = await sweep(ctx, { origin: "person", watch: () => {} });
  if (report.kind !== "done") throw new Error("another sweep was at work");
  return report.swept.map(({ record }) => record.outcome);
}

test("every remote is fetched at least every six hours, whatever the forge tells", async () => {
  const home = makeHome();
  const server = await startHttpRemote(home);
  const forge = await startForge("github");
  Object.assign(home.env, { GITHUB_URL: forge.url, GITHUB_TOKEN: forge.token });
  const remote = makeRemote(home, "team/api.git");
  const cloneUrl = server.url(remote);
  forge.repos.push({
    id: 1,
    owner: "team",
    name: "api",
    pushedAt: "2026-01-01T00:00:00Z",
    cloneUrl,
  });
  const path = makeRepository(home, "api", remote);
  git(home, path, "remote", "set-url", "origin", cloneUrl);
  const ctx = contextOf(home, "network:\n  retries: 0\n");
  await register(ctx, path, { slug: null });
  const after = (ms: number) => ({
    ...ctx,
    clock: { now: () => new Date(Date.now() + ms) },
  });
  expect(await outcomes(ctx)).toEqual(["nothing-to-do"]);
  await server.stop();
  expect(await outcomes(after(5 * 60 * minute))).toEqual(["nothing-to-do"]);
  expect(await outcomes(after(6 * 60 * minute + minute))).toEqual(["offline"]);
});
