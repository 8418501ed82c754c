import { execFile, spawn } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { cliFile } from "../helpers/cli.ts";
import { writeFile } from "../helpers/home.ts";
import type { Random } from "../simulator/random.ts";
import { addTask, owners, setTitle } from "./plan.ts";
import type { Place, World } from "./world.ts";

export type Counts = Record<ActName | "waitedForLock", number>;
export type ActName = keyof typeof acts;

/** What an act needs: where, its number, and what it counts on. */
export type Scene = {
  world: World;
  place: Place;
  random: Random;
  next: () => number;
  counts: Counts;
};

const runFile = promisify(execFile);

async function git({ world, counts }: Scene, cwd: string, ...args: string[]): Promise<void> {
  for (;;)
    try {
      await runFile("git", args, { cwd, env: world.home.env });
      return;
    } catch (error) {
      // Another git holds the index for a moment: a person tries again.
      if (!/index\.lock/.test(String((error as { stderr?: unknown }).stderr))) throw error;
      counts.waitedForLock += 1;
      await sleep(50);
    }
}

/** Commits all there is in a folder, also what sync-hooks has written into its files. */
async function commitAll(scene: Scene, folder: string): Promise<void> {
  const subject = `commit ${scene.next()}`;
  writeFile(folder, `notes/${subject}.txt`, subject);
  await git(scene, folder, "add", "--all");
  await git(scene, folder, "commit", "--quiet", "--message", subject);
  scene.place.subjects.push(subject);
}

function edit(
  scene: Scene,
  keys: readonly [string, ...string[]],
  put: (key: string, title: string) => void,
) {
  const [key, title] = [scene.random.pick(keys), `edit ${scene.next()}`];
  put(key, title);
  scene.place.titles.set(key, title);
}

const saveTitle = (scene: Scene, folder: string) => (key: string, title: string) =>
  setTitle(folder, key, title);

function start({ world }: Scene, ...args: string[]): void {
  const child = spawn(process.execPath, [cliFile, ...args], {
    cwd: world.home.path,
    env: world.home.env,
    stdio: "ignore",
  });
  child.on("error", () => {});
}

/** Everything that happens in a soak, each as often as it stands in `often`. */
const acts = {
  async commit(scene: Scene) {
    await commitAll(scene, scene.place.path);
  },
  async save(scene: Scene) {
    edit(scene, owners.editor, saveTitle(scene, scene.place.path));
  },
  async addTask(scene: Scene) {
    const key = `N${scene.next()}`;
    addTask(scene.place.path, key, key);
    scene.place.titles.set(key, key);
  },
  async hubEdit(scene: Scene) {
    edit(scene, owners.hub, (key, title) => scene.world.hub.setTitle(scene.place.name, key, title));
  },
  async otherPush(scene: Scene) {
    const { other, branch } = scene.place;
    await git(scene, other, "pull", "--quiet", "--rebase");
    edit(scene, owners.other, saveTitle(scene, other));
    await commitAll(scene, other);
    for (;;)
      try {
        await git(scene, other, "push", "--quiet", "origin", branch);
        return;
      } catch (error) {
        if (!/rejected|cannot lock ref/.test(String((error as { stderr?: unknown }).stderr)))
          throw error;
        await git(scene, other, "pull", "--quiet", "--rebase");
      }
  },
  async syncByHand(scene: Scene) {
    start(scene, "sync", scene.place.path);
  },
  async sweepByHand(scene: Scene) {
    start(scene, "sweep");
  },
} satisfies Record<string, (scene: Scene) => Promise<void>>;

/** How much of each in every twenty or so. */
const weights: Record<ActName, number> = {
  commit: 6,
  save: 5,
  addTask: 1,
  hubEdit: 4,
  otherPush: 4,
  syncByHand: 2,
  sweepByHand: 0.1,
};

export const noCounts = (): Counts => ({
  ...(Object.fromEntries(Object.keys(acts).map((name) => [name, 0])) as Record<ActName, number>),
  waitedForLock: 0,
});

/** Does one thing at random in one of the places. */
export async function act(scene: Scene): Promise<void> {
  const names = Object.keys(acts) as ActName[];
  const total = Object.values(weights).reduce((sum, weight) => sum + weight, 0);
  let left = (scene.random.int(1_000_000) / 1_000_000) * total;
  const name = names.find((one) => (left -= weights[one]) < 0) ?? "commit";
  await acts[name](scene);
  scene.counts[name] += 1;
}

/** The person's last act: what is saved is committed. */
export async function commitLeftovers(scene: Scene): Promise<void> {
  const { stdout } = await runFile("git", ["status", "--porcelain"], {
    cwd: scene.place.path,
    env: { ...scene.world.home.env, GIT_OPTIONAL_LOCKS: "0" },
  });
  if (stdout !== "") await commitAll(scene, scene.place.path);
}
