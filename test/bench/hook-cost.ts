import { spawnSync } from "node:child_process";
import {
  git,
  interleave,
  printMedians,
  syncHooks,
  timed,
  type Bench,
  type BenchHome,
  type Target,
} from "./harness.ts";
import { makePushed, untilIdle, writeEmptyHooks } from "./repositories.ts";

const commitRounds = 60;
const rebaseRounds = 9;
const rebasedCommits = 50;
const idleMs = 120;

export const bench: Bench = {
  title: "what the hook adds to git's own commands",
  async run(home) {
    const paths = {
      empty: makePushed(home, "empty").path,
      twin: makePushed(home, "twin").path,
      ours: makePushed(home, "ours").path,
    };
    Object.values(paths).forEach(writeEmptyHooks);
    syncHooks(home, paths.ours, "install", paths.ours);
    const targets = await commits(home, paths);
    return [...targets, ...(await rebases(home, paths))];
  },
};

type Paths = { empty: string; twin: string; ours: string };

async function commits(home: BenchHome, paths: Paths): Promise<Target[]> {
  const commit = (path: string) => async () => {
    const taken = await timed(() =>
      command(home, path, "commit", "--quiet", "--allow-empty", "--message", "bench"),
    );
    await untilIdle(path);
    return taken;
  };
  const medians = await interleave(
    {
      "commit, empty hook": commit(paths.empty),
      "commit, a second empty hook": commit(paths.twin),
      "commit, our block in that hook": commit(paths.ours),
    },
    { rounds: commitRounds, idleMs },
  );
  printMedians(medians, "commit, empty hook");
  const ratio = medians["commit, our block in that hook"] / medians["commit, empty hook"];
  return [{ name: "commit over an empty hook", value: ratio, limit: 1.05, unit: "×" }];
}

async function rebases(home: BenchHome, paths: Paths): Promise<Target[]> {
  for (const path of Object.values(paths))
    for (let count = 0; count < rebasedCommits; count += 1)
      git(home, path, "-c", "core.hooksPath=/dev/null", "commit", "-q", "--allow-empty", "-mbench");
  const rebase = (path: string) => async () => {
    const taken = await timed(() =>
      command(home, path, "rebase", "--quiet", "--force-rebase", `HEAD~${rebasedCommits}`),
    );
    await untilIdle(path);
    return taken;
  };
  const medians = await interleave(
    {
      "rebase of 50, empty hook": rebase(paths.empty),
      "rebase of 50, a second empty hook": rebase(paths.twin),
      "rebase of 50, our block in that hook": rebase(paths.ours),
    },
    { rounds: rebaseRounds, idleMs },
  );
  printMedians(medians, "rebase of 50, empty hook");
  const ratio =
    medians["rebase of 50, our block in that hook"] / medians["rebase of 50, empty hook"];
  return [{ name: "rebase of 50 commits over an empty hook", value: ratio, limit: 1.1, unit: "×" }];
}

function command(home: BenchHome, path: string, ...args: string[]): void {
  const { status } = spawnSync("git", args, { cwd: path, env: home.env, stdio: "ignore" });
  if (status !== 0) throw new Error(`git ${args.join(" ")} ended with ${status} in ${path}`);
}
