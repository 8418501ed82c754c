import type { Ground } from "../ground.ts";
import { answerGit } from "./answer-git.ts";
import { makeMemoryClone } from "./memory-clone.ts";
import { makeMemoryFiles } from "./memory-files.ts";
import { makeObjects, type Commit, type GitState } from "./memory-git.ts";

/** Disk and git in memory, by a clock that only the script moves. */
export function makeMemoryGround(): Ground {
  let nowMs = Date.UTC(2026, 0, 1);
  const files = makeMemoryFiles(() => nowMs);
  const objects = makeObjects();
  const remotes = new Map<string, Map<string, Commit>>();
  const states = new Map<string, GitState>();
  return {
    files,
    run: answerGit(files, objects, (path) => states.get(path)),
    now: () => new Date(nowMs),
    wait: (ms) => {
      nowMs += ms;
    },
    makeRemote(name, contents) {
      remotes.set(name, new Map([["main", objects.commit(contents, [])]]));
    },
    clone(name, folder) {
      const remote = remotes.get(name);
      if (!remote) throw new RangeError(`there is no remote ${name}`);
      const path = `/code/${folder}`;
      const state: GitState = {
        head: "main",
        branches: new Map(remote),
        index: new Map(),
        stashes: [],
        remote,
        moves: [...remote.values()].map((to) => ({ to, how: "clone" })),
      };
      states.set(path, state);
      return makeMemoryClone(files, objects, state, path);
    },
    close: () => {},
  };
}
