import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { beforeAll, describe, expect, test } from "vitest";
import { makeHome, writeFile, type Home } from "../helpers/home.ts";
import {
  connectMcp,
  eras,
  firstSdk,
  inspect,
  prepareMcpClients,
  serverOf,
} from "../helpers/mcp.ts";
import { addCheckout } from "../helpers/registry.ts";
import { git, makeRemote, makeRepository, refOf } from "../helpers/repository.ts";
import { cliFile, syncHooks } from "../helpers/cli.ts";
import { workplan } from "../helpers/tasks.ts";
import { until } from "../helpers/until.ts";

/** A home with the repository `api`, synced, with a remote and two tasks. */
async function synced(): Promise<{ home: Home; path: string; remote: string }> {
  const home = makeHome();
  const remote = makeRemote(home);
  const path = makeRepository(home, "api", remote);
  writeFile(path, "workplans/plan.md", workplan({ T1: "todo\npriority: high", T2: "todo" }));
  await addCheckout(home, path);
  await syncHooks(home, ["sync", "api"]);
  return { home, path, remote };
}

type Dispatch = { active_workstreams: { pending_tasks: { id: string; key: string }[] }[] };

const toolNames = [
  "get_repo_dispatch",
  "list_repos",
  "update_task_status",
  "request_human",
  "sync_repo",
];

describe.each(eras)("a client that opens in the era %s", (era) => {
  test("sees five tools with schemas both ways and what each may do", async () => {
    const { client } = await connectMcp(makeHome(), era);
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).toEqual(toolNames);
    for (const tool of tools) {
      expect(tool.inputSchema.type).toBe("object");
      expect(tool.outputSchema?.type).toBe("object");
      expect(tool.annotations).toMatchObject({ destructiveHint: false, title: tool.title });
    }
    const readOnly = tools.filter(({ annotations }) => annotations?.readOnlyHint);
    expect(readOnly.map(({ name }) => name)).toEqual(["get_repo_dispatch", "list_repos"]);
    expect(client.getServerVersion()).toMatchObject({ name: "sync-hooks" });
    expect(client.getInstructions()).toContain("get_repo_dispatch");
  });

  test("works through a session: what next, begun, a question, synced into file and remote", async () => {
    const { home, path, remote } = await synced();
    const { call, errors, stderr } = await connectMcp(home, era);
    const listed = await call("list_repos");
    const [{ slug: repo_slug = "" } = {}] = (
      listed.structuredContent as { repos: { slug: string }[] }
    ).repos;
    const dispatched = await call("get_repo_dispatch", { repo_slug });
    const { active_workstreams: active } = dispatched.structuredContent as Dispatch;
    const [first] = active[0]?.pending_tasks ?? [];
    expect(first?.key).toBe("T1");
    expect(dispatched.content).toMatchObject([
      { type: "text", text: expect.stringContaining("## Next\n\n**T1**") },
    ]);
    const updated = await call("update_task_status", { task_id: first?.id, status: "in_progress" });
    expect(updated.structuredContent).toMatchObject({ key: "T1", status: "in_progress" });
    const asked = await call("request_human", { repo_slug, question: "Which?", task: "T2" });
    expect(asked.structuredContent).toMatchObject({ task_key: "T2", status: "open" });
    const commit = git(home, path, "commit", "-q", "--allow-empty", "-m", "work");
    expect(commit).toBe("");
    const done = await call("sync_repo", { repo_slug });
    expect(done.structuredContent).toMatchObject({ checkouts: [{ path, outcome: "synced" }] });
    expect(refOf(home, remote, "main")).toBe(refOf(home, path, "main"));
    const file = readFileSync(join(path, "workplans/plan.md"), "utf8");
    expect(file).toMatch(/id: T1\nstatus: in_progress/);
    expect(file).toMatch(/id: T2\n[^`]*needs_human: true/);
    expect({ errors, stderr: stderr() }).toEqual({ errors: [], stderr: "" });
  });

  test("is told what went wrong and what to do about it, and the server goes on", async () => {
    const { home } = await synced();
    const { call } = await connectMcp(home, era);
    const unknown = await call("get_repo_dispatch", { repo_slug: "apo" });
    expect(unknown).toMatchObject({
      isError: true,
      content: [{ text: expect.stringMatching(/^usage: .*apo[^]*did you mean api\?/) }],
    });
    const wrong = await call("update_task_status", { task_id: "x", status: "finished?" }).catch(
      (error: unknown) => ({ isError: true, error: String(error) }),
    );
    expect(wrong.isError).toBe(true);
    const path = await call("sync_repo", { repo_slug: home.path });
    expect(path.isError).toBe(true);
    expect((await call("list_repos")).isError).not.toBe(true);
  });

  test("that goes away ends the server", async () => {
    const { client, pid } = await connectMcp(makeHome(), era);
    await client.close();
    await until("the server has ended", () => !isAlive(pid));
  });
});

test("what a hook can load holds no line of the server, and its first file none of the board", () => {
  const hooks = join(dirname(cliFile), "../hooks");
  const files = readdirSync(hooks, { recursive: true, encoding: "utf8" });
  const scripts = files.filter((name) => name.endsWith(".js"));
  expect(scripts).toContain("wake.js");
  for (const name of scripts)
    expect(readFileSync(join(hooks, name), "utf8")).not.toMatch(/modelcontextprotocol|serveStdio/i);
  expect(readFileSync(join(hooks, "wake.js"), "utf8")).not.toMatch(/planka/i);
});

test("with the hub out of reach a tool says offline or store, and what to do", async () => {
  const home = makeHome();
  const file = writeFile(home.path, "a-file", "");
  writeFile(home.path, ".config/sync-hooks/config.yaml", `hub: sqlite:${file}/hub.db\n`);
  const { call } = await connectMcp(home, "auto");
  expect(await call("list_repos")).toMatchObject({
    isError: true,
    content: [{ text: expect.stringMatching(/^(store|offline): [^]*retry|try again/i) }],
  });
});

describe("other clients", () => {
  beforeAll(prepareMcpClients, 300_000);

  test("the SDK of the first era lists and calls the tools", async () => {
    const { home } = await synced();
    const load = async (file: string) =>
      (await import(pathToFileURL(firstSdk() + file).href)) as Record<
        string,
        new (options: object) => object
      >;
    const [{ Client }, { StdioClientTransport }] = [await load("index.js"), await load("stdio.js")];
    if (!Client || !StdioClientTransport) throw new Error("the SDK has other names now");
    const client = new Client({ name: "old", version: "1" }) as OldClient;
    await client.connect(new StdioClientTransport(serverOf(home)));
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).toEqual(toolNames);
    const called = await client.callTool({
      name: "get_repo_dispatch",
      arguments: { repo_slug: "api" },
    });
    expect(called.structuredContent).toMatchObject({ repo_slug: "api" });
    await client.close();
  });

  test.skipIf(process.platform !== "linux" || process.arch !== "x64")(
    "the inspector's command line lists and calls the tools",
    async () => {
      const { home } = await synced();
      const listed = inspect(home, "--method", "tools/list") as { tools: { name: string }[] };
      expect(listed.tools.map(({ name }) => name)).toEqual(toolNames);
      const args = ["--method", "tools/call", "--tool-name", "get_repo_dispatch"];
      const called = inspect(home, ...args, "--tool-arg", "repo_slug=api");
      expect(called).toMatchObject({ structuredContent: { repo_slug: "api" } });
    },
  );
});

type OldClient = {
  connect: (transport: unknown) => Promise<void>;
  listTools: () => Promise<{ tools: { name: string }[] }>;
  callTool: (request: object) => Promise<{ structuredContent?: unknown }>;
  close: () => Promise<void>;
};

function isAlive(pid: number | null): boolean {
  try {
    return pid !== null && process.kill(pid, 0);
  } catch {
    return false;
  }
}
