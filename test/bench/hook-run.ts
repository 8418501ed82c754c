import { execFileSync } from "node:child_process";
import { appendFileSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { reportUse, useIn } from "./process-use.ts";
import { distFolder, type BenchHome } from "./harness.ts";

/** What one run took: by the clock, of processor time, and of memory at its peak. */
export type HookRun = { ms: number; cpuMs: number; peakMb: number };

/** One run as a commit's hook starts it, waited for; throws unless its reconcile ended as expected. */
export function hookRun(
  home: BenchHome,
  path: string,
  outcome: "synced" | "nothing-to-do",
): HookRun {
  const folder = join(path, ".git", "sync-hooks");
  mkdirSync(folder, { recursive: true });
  appendFileSync(join(folder, "request"), "commit 0\n");
  const entry = join(distFolder, "hooks/post-commit.js");
  const start = performance.now();
  const stderr = execFileSync(
    "sh",
    [
      "-c",
      'exec "$0" "$@" 2>&1 >/dev/null',
      process.execPath,
      ...reportUse,
      entry,
      join(path, ".git"),
    ],
    { cwd: path, env: home.env, encoding: "utf8" },
  );
  const ms = performance.now() - start;
  const { steps } = JSON.parse(readFileSync(join(folder, "last-run.json"), "utf8")) as {
    steps: { name: string; outcome: string; detail: string | null }[];
  };
  const step = steps.find(({ name }) => name === "reconcile");
  if (step?.outcome !== outcome)
    throw new Error(`reconcile ended ${step?.outcome} (${step?.detail}), not ${outcome}`);
  return { ms, ...useIn(stderr) };
}
