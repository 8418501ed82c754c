import { expect, test } from "vitest";
import { syncHooks } from "../helpers/cli.ts";
import { makeHome, writeFile, type Home } from "../helpers/home.ts";
import { addCheckout } from "../helpers/registry.ts";
import { makeRepository } from "../helpers/repository.ts";
import { workplan } from "../helpers/tasks.ts";

/** A home with the repository `api`, synced, whose T2 waits for a person. */
async function synced(): Promise<{ home: Home; path: string }> {
  const home = makeHome();
  const path = makeRepository(home, "api");
  writeFile(
    path,
    "workplans/plan.md",
    workplan({ T1: "todo", T2: "todo\nneeds_human: true", T3: "todo\npriority: high" }),
  );
  await addCheckout(home, path);
  await syncHooks(home, ["sync", "api"]);
  return { home, path };
}

const json = (text: string) => JSON.parse(text) as Record<string, unknown>;

test("an agent asks what to do, does it, asks a person, gets the answer and goes on", async () => {
  const { home, path } = await synced();
  const run = async (...args: string[]) => {
    const { status, stdout, stderr } = await syncHooks(home, args, { cwd: path });
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    return stdout;
  };
  await run("goal", "set", "Ship", "it", "--description", "By spring.");
  const before = await run("dispatch", "--prompt");
  expect(before).toContain("**Goal: Ship it**\n\n> By spring.");
  expect(before).toMatch(/## Next\n\n\*\*T3\*\*/);
  expect(await run("dispatch")).toMatch(/T3[^]*T1[^]*T2 +Task T2 +for a person/);
  const [{ id = "" } = {}] = json(await run("needs-human", "list", "--json"))["interventions"] as {
    id: string;
  }[];
  await run("needs-human", "resolve", id.slice(0, 8), "--answer", "the blue one");
  await run("needs-human", "add", "May", "it", "cost", "money?", "--task", "T1");
  await run("sync");
  const document = json(await run("dispatch", "api", "--json"));
  expect(document).toMatchObject({
    repo_slug: "api",
    active_goal: { title: "Ship it", description: "By spring." },
    active_workstreams: [
      {
        workplan_file: "workplans/plan.md",
        pending_tasks: [{ key: "T3" }, { key: "T2", needs_human: false }],
        needs_human_tasks: [{ key: "T1", needs_human: true }],
      },
    ],
    human_interventions: [{ title: "May it cost money?", task_key: "T1" }],
    last_state_synced_at: expect.stringMatching(/^\d{4}-.*Z$/),
  });
  expect(await run("needs-human", "--all")).toContain("resolved: the blue one");
  await run("goal", "clear");
  expect(await run("goal")).toMatch(/closed +Ship it/);
});

test.each([
  { args: ["dispatch", "apo"], hint: "did you mean api?" },
  { args: ["dispatch"], hint: "name the repository by its slug" },
  { args: ["needs-human", "resolve", "nothing"], hint: "shows the open ones" },
  {
    args: ["needs-human", "add", "why", "--repo", "api", "--task", "T9"],
    hint: "sync-hooks tasks shows",
  },
])("$args that fits nothing is a usage error with its mend", async ({ args, hint }) => {
  const { home } = await synced();
  const { status, stderr } = await syncHooks(home, args);
  expect({ status, stderr }).toEqual({ status: 64, stderr: expect.stringContaining(hint) });
});
