import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { rmSync } from "node:fs";
import { resolve } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { until } from "../../helpers/until.ts";
import { bundlePlace } from "../../simulator/bundle.ts";
import { makeScratch, scratchOf } from "../../simulator/scratch.ts";
import { storesPlace } from "../../simulator/stores.ts";

const remove = (...folders: string[][]) => {
  for (const folder of folders.flat()) rmSync(folder, { recursive: true, force: true });
};

const program = resolve(import.meta.dirname, "../../simulator/run.ts");

/** The simulator in the middle of its seeds, with the folders that it has made by then. */
async function playing(): Promise<{ child: ChildProcess; id: number; folders: () => string[] }> {
  const args = ["--import", "tsx", program, "--seeds", "1000000", "--workers", "1"];
  const child = spawn(process.execPath, args, { stdio: "ignore" });
  const id = child.pid ?? 0;
  onTestFinished(() => {
    child.kill("SIGKILL");
    remove(scratchOf(storesPlace, id), scratchOf(bundlePlace, id));
  });
  await until("the simulator has its stores", () => scratchOf(storesPlace, id).length > 0);
  return {
    child,
    id,
    folders: () => [...scratchOf(storesPlace, id), ...scratchOf(bundlePlace, id)],
  };
}

test.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)(
  "the simulator ends by %s and leaves no folder behind",
  async (signal) => {
    const { child, folders } = await playing();
    expect(folders()).toHaveLength(2);
    const ended = once(child, "exit");
    child.kill(signal);
    expect(await ended).toEqual([null, signal]);
    expect(folders()).toEqual([]);
  },
);

test("what a killed simulator left behind is removed at the next start, and nothing of one that plays", async () => {
  const killed = await playing();
  const other = await playing();
  const ended = once(killed.child, "exit");
  killed.child.kill("SIGKILL");
  await ended;
  expect(killed.folders()).toHaveLength(2);
  remove([makeScratch(storesPlace), makeScratch(bundlePlace)]);
  expect(killed.folders()).toEqual([]);
  expect(other.folders()).toHaveLength(2);
});
