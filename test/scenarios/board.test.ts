import { chmodSync, existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import {
  boardCommand,
  boardOptions,
  makeBoardWorld,
  startPlanka,
  type BoardWorld,
} from "../helpers/board.ts";
import { freePort } from "../helpers/free-port.ts";
import { writeFile } from "../helpers/home.ts";
import { plankaLogin, type Manner, type PlankaServer } from "../helpers/planka/server.ts";
import { until } from "../helpers/until.ts";

async function worldWithChange(): Promise<BoardWorld> {
  const world = await makeBoardWorld();
  world.change("login", "- [x] 1.1 One\n- [ ] 1.2 Two\n");
  return world;
}

const cardNames = ({ planka }: BoardWorld) =>
  planka.board().cards.map((card) => (card as { name?: unknown }).name);

test("--dry-run prints what a run would write and writes nothing; the run then writes exactly that", async () => {
  const world = await worldWithChange();
  const plan = await boardCommand(world, ...boardOptions, "--dry-run");
  expect(plan).toMatchObject({ status: 0, stderr: "" });
  expect(plan.stdout).toMatch(/create the list Proposed[^]*create the card login[^]*\d+ writes$/m);
  expect(world.planka.writes()).toBe(0);
  const planned = /(\d+) writes$/m.exec(plan.stdout)?.[1];
  const run = await boardCommand(world, ...boardOptions, "--json");
  expect(JSON.parse(run.stdout)).toMatchObject({ outcome: "synced", written: Number(planned) });
  expect((await boardCommand(world, ...boardOptions, "--dry-run")).stdout).toBe(
    "nothing differs\n",
  );
});

test.each<{ name: string; set: (planka: PlankaServer) => void; status: number; words: RegExp }>([
  {
    name: "Planka 1",
    set: (planka) => (planka.version = 1),
    status: 1,
    words: /is a Planka 1; sync-hooks needs Planka 2/,
  },
  {
    name: "a key that is not valid",
    set: (planka) => (planka.key = "another"),
    status: 1,
    words: /401[^]*renew PLANKA_API_KEY/,
  },
  answers(
    "a board that is not found",
    /^GET \/boards/,
    404,
    '{"code":"E_NOT_FOUND","message":"Board not found"}',
    1,
    /404: Board not found[^]*editor of that board/,
  ),
  answers(
    "a request that is not understood",
    /^POST .*\/cards/,
    422,
    '{"code":"E_UNPROCESSABLE_ENTITY","message":"Limit reached"}',
    1,
    /422: Limit reached/,
  ),
  answers(
    "missing rights",
    /^POST .*\/lists/,
    403,
    '{"code":"E_FORBIDDEN","message":"Not enough rights"}',
    1,
    /403: Not enough rights/,
  ),
  answers(
    "a conflict",
    /^POST .*\/lists/,
    409,
    '{"code":"E_CONFLICT","message":"Taken"}',
    1,
    /409: Taken/,
  ),
  answers(
    "a database that is down",
    /^GET \/boards/,
    500,
    "database down",
    2,
    /500: database down/,
  ),
  answers(
    "a server that gives back what it was sent",
    /^GET \/projects/,
    400,
    '{"message":"no good: key-of-ada"}',
    1,
    /400: no good: \*\*\*/,
  ),
  answers(
    "a database that tells the key",
    /^GET \/boards/,
    500,
    "down for key-of-ada",
    2,
    /500: down for \*\*\*/,
  ),
  answers(
    "a proxy without a server",
    /^GET \/boards/,
    502,
    "<html>",
    2,
    /answered GET .* with 502/,
  ),
  answers(
    "something else than Planka",
    /^GET \/projects/,
    200,
    "<html>hello",
    1,
    /something else than Planka 2/,
  ),
])("$name ends with status $status and says what to do", async ({ set, status, words }) => {
  const world = await worldWithChange();
  set(world.planka);
  const result = await boardCommand(world, ...boardOptions);
  expect(result).toMatchObject({ status, stderr: expect.stringMatching(words) });
  expect(result.stderr + result.stdout).not.toContain("key-of-ada");
});

test.each<{ status: number; body: string; ends: number; words: RegExp }>([
  { status: 500, body: 'bad body {"password":"correct horse"}', ends: 2, words: /500: bad body/ },
  { status: 400, body: '{"message":"no: correct horse"}', ends: 1, words: /ada: no: \*\*\*/ },
  { status: 401, body: '{"message":"no: correct horse"}', ends: 1, words: /ada: no: \*\*\*/ },
  { status: 404, body: '{"message":"no: correct horse"}', ends: 1, words: /404: no: \*\*\*/ },
  { status: 422, body: '{"problems":["correct horse"]}', ends: 1, words: /422: .*\*\*\*/ },
])(
  "a server that answers a login with $status and the password has it shown nowhere",
  async ({ status, body, ends, words }) => {
    const world = await worldWithChange();
    delete world.home.env["PLANKA_API_KEY"];
    Object.assign(world.home.env, plankaLogin(world.planka));
    answers("", /^POST \/access-tokens/, status, body, ends, words).set(world.planka);
    const result = await boardCommand(world, ...boardOptions, "--verbose");
    expect(result).toMatchObject({ status: ends, stderr: expect.stringMatching(words) });
    expect(result.stderr + result.stdout).not.toContain("correct horse");
    const { log } = JSON.parse(
      (await boardCommand(world, ...boardOptions, "--background", "--json")).stdout,
    ) as { log: string };
    const logged = () => (existsSync(log) ? readFileSync(log, "utf8") : "");
    await until("the run has told its end", () => words.test(logged()));
    expect(logged()).not.toContain("correct horse");
  },
);

function answers(
  name: string,
  to: RegExp,
  answered: number,
  body: string,
  status: number,
  words: RegExp,
) {
  const type = body.startsWith("{") ? "application/json" : "text/plain";
  const manner: Manner = { kind: "answers", to, status: answered, body, type };
  const set = (planka: PlankaServer): void => void (planka.manner = manner);
  return { name, set, status, words };
}

test("terms that wait to be accepted are told, and not accepted in the user's name", async () => {
  const world = await worldWithChange();
  world.planka.terms = "waiting";
  world.home.env["PLANKA_API_KEY"] = "";
  Object.assign(world.home.env, { PLANKA_USER: "ada", PLANKA_PASSWORD: "correct horse" });
  const result = await boardCommand(world, ...boardOptions);
  expect(result).toMatchObject({ status: 1, stderr: expect.stringContaining("log in there once") });
  expect(world.planka.calls.map(({ path }) => path)).not.toContain("/access-tokens/accept-terms");
});

test("a server that is away or silent is offline, 2; the next run does it all", async () => {
  const world = await worldWithChange();
  const { url } = world.planka;
  world.home.env["PLANKA_URL"] = `http://127.0.0.1:${await freePort()}`;
  expect(await boardCommand(world, ...boardOptions)).toMatchObject({
    status: 2,
    stderr: expect.stringContaining("ECONNREFUSED"),
  });
  world.home.env["PLANKA_URL"] = url;
  writeFile(world.home.path, ".config/sync-hooks/config.yaml", "board:\n  timeout: 300ms\n");
  world.planka.manner = { kind: "hangs" };
  expect(await boardCommand(world, ...boardOptions)).toMatchObject({
    status: 2,
    stderr: expect.stringContaining("did not answer within 0.3 s"),
  });
  world.planka.manner = { kind: "well" };
  writeFile(world.home.path, ".config/sync-hooks/config.yaml", "");
  expect(await boardCommand(world, ...boardOptions)).toMatchObject({ status: 0 });
  expect(cardNames(world)).toEqual(["login"]);
});

test("a redirection is refused: nothing is sent to where it leads", async () => {
  const world = await worldWithChange();
  const elsewhere = await startPlanka();
  world.planka.manner = {
    kind: "answers",
    to: /^GET \/projects/,
    status: 302,
    body: "",
    type: "text/plain",
    headers: { location: `${elsewhere.url}/api/projects` },
  };
  expect(await boardCommand(world, ...boardOptions)).toMatchObject({ status: 1 });
  expect(elsewhere.calls).toEqual([]);
});

test("a repository's config names project and board, and can send the user's key nowhere else", async () => {
  const world = await worldWithChange();
  const hostile = await startPlanka();
  const config = (text: string) => writeFile(world.path, ".sync-hooksrc.yaml", text);
  config(`board:\n  project: Apps\n  board: Changes\n  server: ${hostile.url}\n`);
  const refused = await boardCommand(world);
  expect(refused).toMatchObject({
    status: 78,
    stderr: expect.stringContaining("board.server may stand in the user's own config only"),
  });
  writeFile(world.path, ".env", `PLANKA_URL=${hostile.url}\n`);
  writeFile(world.path, "openspec/.env", `PLANKA_URL=${hostile.url}\n`);
  config("board:\n  project: Apps\n  board: Changes\n");
  expect(await boardCommand(world)).toMatchObject({ status: 0 });
  expect(hostile.calls).toEqual([]);
  expect(cardNames(world)).toEqual(["login"]);
});

test("credentials come from a private .env beside the config; one that others can read is refused", async () => {
  const world = await worldWithChange();
  const { PLANKA_URL: url, PLANKA_API_KEY: key } = world.home.env;
  delete world.home.env["PLANKA_URL"];
  delete world.home.env["PLANKA_API_KEY"];
  expect(await boardCommand(world, ...boardOptions)).toMatchObject({ status: 78 });
  const text = `PLANKA_URL=${url}\nPLANKA_API_KEY=${key}\n`;
  const file = writeFile(world.home.path, ".config/sync-hooks/.env", text, 0o644);
  expect(await boardCommand(world, ...boardOptions)).toMatchObject({
    status: 78,
    stderr: expect.stringContaining("chmod 600"),
  });
  chmodSync(file, 0o600);
  expect(await boardCommand(world, ...boardOptions)).toMatchObject({ status: 0 });
  const login = Object.entries(plankaLogin(world.planka)).map(
    ([name, value]) => `${name}=${value}\n`,
  );
  writeFile(world.home.path, ".config/sync-hooks/.env", login.join(""), 0o600);
  world.planka.calls.length = 0;
  expect(await boardCommand(world, ...boardOptions)).toMatchObject({ status: 0 });
  expect(world.planka.calls.map(({ path }) => path)).toContain("/access-tokens");
});

test("--background returns at once and leaves a log that each run replaces", async () => {
  const world = await worldWithChange();
  const started = await boardCommand(world, ...boardOptions, "--background", "--json");
  const { log } = JSON.parse(started.stdout) as { log: string };
  const logged = () => (existsSync(log) ? readFileSync(log, "utf8") : "");
  await until("the board is written", () => /done: \d+ writes/.test(logged()));
  expect(logged()).toContain("create the card login");
  await boardCommand(world, ...boardOptions, "--background");
  await until("the log is the second run's", () => logged().includes("done: 0 writes"));
  expect(logged()).not.toContain("create the card login");
});
