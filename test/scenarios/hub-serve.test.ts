import { once } from "node:events";
import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { syncHooks } from "../helpers/cli.ts";
import { openEvents } from "../helpers/events.ts";
import { makeHome, writeFile } from "../helpers/home.ts";
import { stateFolder } from "../helpers/registry.ts";
import { serveByCommand } from "../helpers/served.ts";
import { makeRepository } from "../helpers/repository.ts";

test("hub serve tells its address as one JSON line, and ends with 0 at SIGTERM, streams and all", async () => {
  const home = makeHome();
  const { url, child, said } = await serveByCommand(home);
  expect(await (await fetch(`${url}state/health`)).json()).toMatchObject({ status: "ok" });
  const events = await openEvents({ url });
  await events.next();
  child.kill("SIGTERM");
  const [status] = (await once(child, "exit")) as [number];
  expect(status).toBe(0);
  expect(said().trim().split("\n")).toHaveLength(1);
  expect(existsSync(join(stateFolder(home), "server.json"))).toBe(false);
});

test("a port in use is told with the mend", async () => {
  const home = makeHome();
  const { port } = await serveByCommand(home);
  const second = await syncHooks(home, ["hub", "serve", "--port", String(port)]);
  expect(second.status).toBe(1);
  expect(second.stderr).toMatch(/127\.0\.0\.1 port \d+ is taken[\s\S]*--port 0/);
});

test("hub open prints a link that works once, and says what to do where no server runs", async () => {
  const home = makeHome();
  const none = await syncHooks(home, ["hub", "open", "--print"]);
  expect([none.status, none.stderr]).toEqual([2, expect.stringContaining("sync-hooks hub serve")]);
  await serveByCommand(home);
  const { stdout } = await syncHooks(home, ["hub", "open", "--print", "--json"]);
  const { url } = JSON.parse(stdout) as { url: string };
  expect((await fetch(url)).headers.get("set-cookie")).toContain("SameSite=Strict");
  expect((await fetch(url)).status).toBe(403);
});

test("hub open hands the link to the browser in a private file, not as an argument", async () => {
  const home = makeHome();
  const seen = join(home.path, "seen");
  writeFile(home.path, "bin/xdg-open", `#!/bin/sh\necho "$@" >'${seen}'\n`, 0o755);
  await serveByCommand(home);
  const env = { PATH: `${home.path}/bin:${home.env["PATH"]}` };
  const { stdout } = await syncHooks(home, ["hub", "open"], { env });
  expect(stdout).toContain("opens in your browser");
  const file = readFileSync(seen, "utf8").trim();
  expect(file).not.toContain("code=");
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readFileSync(file, "utf8")).toContain("/launch?code=");
});

test("another machine's reach needs a token of the user's own", async () => {
  const home = makeHome();
  const open = await syncHooks(home, ["hub", "serve", "--host", "0.0.0.0", "--port", "0"]);
  expect(open.status).toBe(64);
  expect(open.stderr).toContain("--token-file");
});

test("the server goes on while the hub's database does not answer, and says so", async () => {
  const home = makeHome();
  makeRepository(home);
  const gone = "postgres://nobody@127.0.0.1:1/none";
  writeFile(home.path, ".config/sync-hooks/config.yaml", `hub: ${gone}\n`);
  const { url } = await serveByCommand(home);
  expect(await (await fetch(`${url}state/health`)).json()).toMatchObject({
    status: "degraded",
    hub: { online: false },
  });
  const repos = await fetch(`${url}repos/`);
  expect([repos.status, repos.headers.get("retry-after")]).toEqual([503, "5"]);
  const metrics = await (await fetch(`${url}metrics`)).text();
  expect(metrics).toContain("sync_hooks_up 0\n");
});
