import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { requestLaunch } from "../../../src/actions/hub/open-dashboard.ts";
import { ownTokenFile } from "../../../src/actions/hub/server-token.ts";
import { makeHome, writeFile } from "../../helpers/home.ts";
import { addManyRepos } from "../../helpers/many-repos.ts";
import { followLaunch, heldConnection, rawRequest, rawTalk } from "../../helpers/raw-http.ts";
import { contextOf } from "../../helpers/registered.ts";
import { startServer } from "../../helpers/server.ts";

async function serve() {
  const ctx = contextOf(makeHome());
  await addManyRepos(ctx, 2);
  return { ctx, server: await startServer(ctx) };
}

/** Every route that could be asked for, those that do not exist too. */
const reads = ["/", "/repos/", "/state/health", "/events", "/metrics", "/openapi.json", "/nowhere"];

describe("a page of another site", () => {
  test("that was made to point here (DNS rebinding) gets nothing of any route", async () => {
    const { server } = await serve();
    for (const path of reads) {
      const headers = { host: "evil.example" };
      const { status, body } = await rawRequest(server, { path, headers });
      expect(status, path).toBe(403);
      expect(body).not.toContain("r000");
    }
  });

  test("cannot read any route by fetch", async () => {
    const { server } = await serve();
    const headers = { origin: "http://evil.example", "sec-fetch-site": "cross-site" };
    for (const path of reads) {
      const { status, headers: answered } = await rawRequest(server, { path, headers });
      expect(status, path).toBe(403);
      expect(answered["access-control-allow-origin"]).toBeUndefined();
    }
  });

  test("cannot write by a form, even with the visitor's session", async () => {
    const { ctx, server } = await serve();
    const cookie = await followLaunch((await requestLaunch(ctx)).url);
    const form = await rawRequest(server, {
      method: "POST",
      path: "/repos/r000/interventions",
      headers: {
        cookie,
        origin: "http://evil.example",
        "content-type": "application/x-www-form-urlencoded",
      },
      body: "title=x",
    });
    expect(form.status).toBe(403);
    const silent = await rawRequest(server, {
      method: "POST",
      path: "/repos/r000/interventions",
      headers: { cookie, "content-type": "application/json" },
      body: '{"title":"x"}',
    });
    expect(silent.status).toBe(403);
  });

  test("gets no leave from a preflight", async () => {
    const { server } = await serve();
    const { status, headers } = await rawRequest(server, {
      method: "OPTIONS",
      path: "/repos/",
      headers: { origin: "http://evil.example", "access-control-request-method": "PATCH" },
    });
    expect(status).toBe(403);
    expect(headers["access-control-allow-origin"]).toBeUndefined();
  });
});

describe("the token", () => {
  test("is made once, private, and needed for every write", async () => {
    const { ctx, server } = await serve();
    expect(statSync(ownTokenFile(ctx)).mode & 0o777).toBe(0o600);
    const anonymous = await fetch(`${server.url}repos/r000/goal`, { method: "DELETE" });
    expect(anonymous.status).toBe(401);
    expect(anonymous.headers.get("www-authenticate")).toContain("Bearer");
    const wrong = await server.ask("repos/r000/goal", {
      method: "DELETE",
      headers: { authorization: `Bearer ${server.token}x` },
    });
    expect(wrong.status).toBe(401);
    expect((await server.ask("repos/r000/goal", { method: "DELETE" })).status).toBe(200);
  });

  test("stands in no answer and in no log", async () => {
    const { ctx, server } = await serve();
    const { url } = await requestLaunch(ctx);
    const cookie = await followLaunch(url);
    const said: string[] = [];
    for (const path of reads.filter((one) => one !== "/events"))
      said.push((await rawRequest(server, { path, headers: { cookie } })).body);
    said.push(await (await server.ask("repos/%00/", { method: "PATCH", json: {} })).text());
    said.push(...filesBelow(ctx.directories.state).map((file) => readFileSync(file, "latin1")));
    expect(said.join("\n")).not.toContain(server.token);
    expect(said.join("\n")).not.toContain(url.split("code=")[1]);
  });

  test("of a weak or open file is refused", async () => {
    const home = makeHome();
    const ctx = contextOf(home);
    const open = writeFile(home.path, "open", "a-token-of-thirty-characters-xx", 0o644);
    const empty = writeFile(home.path, "empty", "\n", 0o600);
    const start = (tokenFile: string) => startServer(ctx, { tokenFile });
    await expect(start(open)).rejects.toMatchObject({ code: "config", hint: /chmod 600/ });
    await expect(start(empty)).rejects.toMatchObject({ code: "config" });
    await expect(start(join(home.path, "none"))).rejects.toMatchObject({ code: "config" });
  });
});

describe("the launch link", () => {
  test("begins a session that may write, once", async () => {
    const { ctx, server } = await serve();
    const { url } = await requestLaunch(ctx);
    const cookie = await followLaunch(url);
    const headers = { cookie, origin: server.url.slice(0, -1) };
    const session = await rawRequest(server, { path: "/state/session", headers });
    expect(JSON.parse(session.body)).toEqual({ may: "write" });
    const write = await rawRequest(server, {
      method: "PUT",
      path: "/repos/r000/goal",
      headers: { ...headers, "content-type": "application/json" },
      body: '{"title":"By a click"}',
    });
    expect(write.status).toBe(200);
    const again = await fetch(url);
    expect(again.status).toBe(403);
    expect(again.headers.get("set-cookie")).toBeNull();
  });

  test("cannot be made without the token, nor guessed", async () => {
    const { server } = await serve();
    expect((await fetch(`${server.url}launch`, { method: "POST" })).status).toBe(401);
    expect((await fetch(`${server.url}launch?code=x`)).status).toBe(403);
    expect((await fetch(`${server.url}launch`)).status).toBe(403);
  });
});

describe("beyond this machine", () => {
  test("a server without a token of the user's own does not start", async () => {
    const ctx = contextOf(makeHome());
    for (const host of ["0.0.0.0", "::", "192.0.2.1"])
      await expect(startServer(ctx, { host })).rejects.toMatchObject({
        code: "usage",
        hint: /--token-file/,
      });
  });

  test("every route needs the token, the dashboard too", async () => {
    const home = makeHome();
    const ctx = contextOf(home);
    const token = "a-token-of-thirty-characters-xx";
    const tokenFile = writeFile(home.path, "token", `${token}\n`, 0o600);
    const server = await startServer(ctx, { host: "0.0.0.0", tokenFile });
    for (const path of reads) expect((await rawRequest(server, { path })).status, path).toBe(401);
    const headers = { authorization: `Bearer ${token}` };
    expect((await rawRequest(server, { path: "/repos/", headers })).status).toBe(200);
    const cookie = await followLaunch((await requestLaunch(ctx)).url);
    expect((await rawRequest(server, { path: "/repos/", headers: { cookie } })).status).toBe(200);
  });
});

describe("a client that wants too much", () => {
  test("a body over 64 KB is refused, announced or not", async () => {
    const { server } = await serve();
    const title = "x".repeat(70_000);
    const asked = { method: "POST", json: { title } };
    expect((await server.ask("repos/r000/interventions", asked)).status).toBe(413);
    const chunked = await rawRequest(server, {
      method: "POST",
      path: "/repos/r000/interventions",
      headers: {
        authorization: `Bearer ${server.token}`,
        "content-type": "application/json",
        "transfer-encoding": "chunked",
      },
      body: JSON.stringify({ title }),
    });
    expect(chunked.status).toBe(413);
  });

  test("a head over 16 KB is refused", async () => {
    const { server } = await serve();
    const headers = { "x-long": "x".repeat(20_000) };
    expect((await rawRequest(server, { path: "/", headers })).status).toBe(431);
  });

  test("bytes that drip in are cut off, in the head and in the body", async () => {
    const ctx = contextOf(makeHome());
    const server = await startServer(ctx, {}, { headMs: 200, requestMs: 300 });
    const host = `Host: 127.0.0.1:${server.port}\r\n`;
    const head = await rawTalk(server, `GET / HTTP/1.1\r\n${host}X-Slow: `);
    expect(head).toMatch(/^HTTP\/1\.1 408 /);
    const start = `POST /repos/x/sync HTTP/1.1\r\n${host}Content-Type: application/json\r\n`;
    const auth = `Authorization: Bearer ${server.token}\r\n`;
    const body = await rawTalk(server, `${start}${auth}Content-Length: 100\r\n\r\n{"a`);
    expect(body).not.toMatch(/^HTTP\/1\.1 2/);
    expect((await server.ask("state/health")).status).toBe(200);
  });

  test("connections beyond the limit are dropped, and the others go on", async () => {
    const ctx = contextOf(makeHome());
    const server = await startServer(ctx, {}, { connections: 3 });
    const idle = await Promise.all([1, 2, 3, 4, 5].map(() => heldConnection(server.port)));
    const open = idle.filter(({ destroyed }) => !destroyed);
    expect(open.length).toBeLessThanOrEqual(3);
    for (const socket of idle) socket.destroy();
  });
});

test("slugs that mean something to a path or to SQL find nothing and break nothing", async () => {
  const { server } = await serve();
  for (const slug of hostileSlugs)
    for (const rest of ["/", "/dispatch", "/tasks", "/goals"]) {
      const { status, body } = await rawRequest(server, { path: `/repos/${slug}${rest}` });
      expect([400, 404]).toContain(status);
      expect(body).not.toContain(server.token);
    }
  const { body } = await rawRequest(server, { path: "/repos/" });
  expect(JSON.parse(body)).toMatchObject({ totals: { all: 2 } });
});

const hostileSlugs = [
  "..%2f..%2fetc%2fpasswd",
  "%2e%2e/%2e%2e/server-token",
  "r000'%20OR%20'1'='1",
  "%22;DROP%20TABLE%20repos;--",
  "r000%00",
  "%ff",
];

test("every answer forbids frames, foreign scripts and guessing of types, refusals too", async () => {
  const { server } = await serve();
  for (const path of ["/", "/repos/", "/nowhere", "/launch?code=x"]) {
    const { headers } = await rawRequest(server, { path });
    expect(headers["content-security-policy"], path).toMatch(
      /default-src 'none'.*script-src 'self'/,
    );
    expect(headers["content-security-policy"]).toContain("frame-ancestors 'none'");
    expect(headers["content-security-policy"]).not.toContain("unsafe");
    expect(headers["x-content-type-options"]).toBe("nosniff");
    expect(headers["referrer-policy"]).toBe("no-referrer");
    expect(headers["cross-origin-resource-policy"]).toBe("same-origin");
  }
});

/** The server's own token stands in its file, and nowhere else. */
const filesBelow = (folder: string) =>
  readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== "server-token")
    .map((entry) => join(folder, entry.name));
