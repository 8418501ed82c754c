import { expect, test } from "vitest";
import { startForge, text } from "../../helpers/forge-server.ts";
import { makeHome } from "../../helpers/home.ts";
import { contextOf } from "../../helpers/registered.ts";
import { startServer } from "../../helpers/server.ts";

async function served() {
  const home = makeHome();
  const forge = await startForge("gitea", [{ id: 1, owner: "team", name: "api" }]);
  Object.assign(home.env, { GITEA_URL: forge.url, GITEA_TOKEN: forge.token });
  const ctx = contextOf(home);
  const server = await startServer(ctx);
  const name = new URL(forge.url).host;
  const refresh = (json: unknown) => server.ask("inventory/refresh", { method: "POST", json });
  const inventory = async () =>
    (await (await server.ask("inventory")).json()) as Record<string, unknown>;
  return { forge, server, name, refresh, inventory };
}

test("GET /inventory asks no forge; POST /inventory/refresh does, and both show the new list", async () => {
  const { forge, name, refresh, inventory } = await served();
  expect(await inventory()).toMatchObject({ forges: [], unregistered: [] });
  expect(forge.requests).toEqual([]);
  const answer = await refresh({});
  expect(answer.status).toBe(200);
  expect(await answer.json()).toMatchObject({ forges: [{ name, repositories: 1, problem: null }] });
  expect(await inventory()).toMatchObject({
    forges: [{ name, kind: "gitea", url: forge.url, listed_at: expect.any(String) }],
    unregistered: [{ full_name: "team/api" }],
  });
});

test("a forge that is away keeps its list and its time; the answer tells the problem", async () => {
  const { forge, name, refresh, inventory } = await served();
  await refresh({ forge: name });
  const before = await inventory();
  forge.onRequest = (_request, response) => {
    text(response, 401, "no");
    return true;
  };
  const answer = await refresh({ forge: name });
  expect(answer.status).toBe(200);
  const [listed] = before["forges"] as { listed_at: string }[];
  expect(await answer.json()).toMatchObject({
    forges: [{ problem: { code: "auth" }, listed_at: listed?.listed_at, repositories: 1 }],
  });
  expect(await inventory()).toMatchObject({ unregistered: [{ full_name: "team/api" }] });
});

test("a refresh needs the token, and a forge that is named has to be there", async () => {
  const { forge, server, refresh } = await served();
  const anonymous = await fetch(`${server.url}inventory/refresh`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: "{}",
  });
  expect(anonymous.status).toBe(401);
  expect(forge.requests).toEqual([]);
  expect((await refresh({ forge: "nowhere" })).status).toBe(404);
});
