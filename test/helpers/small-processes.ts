import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, openSync, readFileSync, readSync, writeFileSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { shellWord } from "../../src/core/shell-word.ts";
import { openStarter, type Starter } from "../../src/system/starter.ts";

// A test's process has 150 MB, whose page tables are copied whenever it starts another one: 15 ms, where a small git
// takes 3. So small processes start the others.

let starter: Starter | null = null;

/** This process's own, as a sweep and the watcher have one. */
export const ownStarter = (): Starter => (starter ??= openStarter({ ...process.env }));

/** How a command ended, and what it printed. */
export type Ended = { status: number; stdout: string; stderr: string };

export type Shell = {
  /** Runs a command to its end, with these variables alone, but that the shell says the folder. */
  run: (words: readonly string[], place: { cwd: string; env: NodeJS.ProcessEnv }) => Ended;
};

let shell: Shell | null = null;

/** A shell of this process's own, for what is waited for at once. It ends with this process. */
export const ownShell = (): Shell => (shell ??= startShell());

function startShell(): Shell {
  const folder = mkdtempSync(join(tmpdir(), "sync-hooks-shell-"));
  const place = (name: string) => join(folder, name);
  execFileSync("mkfifo", [place("asked"), place("answered")]);
  // Where nobody can ask it any more, whatever has ended this process, it reads the end.
  const loop =
    "while read -r _; do rm -f out err; (. ./command) 3>&- </dev/null >out 2>err; echo $? >&3; done";
  spawn("sh", ["-c", `exec <asked 3>answered; ${loop}; rm -r "$0"`, folder], {
    cwd: folder,
    env: {},
    stdio: "ignore",
  }).unref();
  const [ask, answer] = [openSync(place("asked"), "w"), openSync(place("answered"), "r")];
  const status = Buffer.alloc(16);
  return {
    run(words, { cwd, env }) {
      const variables = Object.entries(env).flatMap(([name, value]) =>
        value === undefined ? [] : [`${name}=${shellWord(value)}`],
      );
      const command = [...variables, ...words.map(shellWord)].join(" ");
      writeFileSync(place("command"), `cd ${shellWord(cwd)} && ${command}\n`);
      writeSync(ask, "\n");
      const length = readSync(answer, status);
      if (length === 0) throw new Error(`the shell ended while it ran ${words.join(" ")}`);
      return {
        status: Number(status.toString("latin1", 0, length)),
        stdout: readFileSync(place("out"), "utf8"),
        stderr: readFileSync(place("err"), "utf8"),
      };
    },
  };
}
