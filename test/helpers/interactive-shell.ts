import { spawn } from "node:child_process";
import { chmodSync } from "node:fs";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { readIfPresent } from "../../src/system/files.ts";
import { cliFile } from "./cli.ts";
import { writeFile, type Home } from "./home.ts";
import { until } from "./until.ts";

/** How each shell is started without its user's own set-up, and told to load the completion. */
export const shells = {
  bash: { start: "bash --norc --noprofile -i", load: "source <(sync-hooks completion bash)" },
  zsh: {
    start: "zsh -f -i",
    load: 'autoload -Uz compinit; compinit -u -d "$HOME/dump"; source <(sync-hooks completion zsh)',
  },
  fish: { start: "fish --no-config -i", load: "sync-hooks completion fish | source" },
} as const;

/**
 * Types each line, with its tab keys, into the shell on a real terminal, and gives the words with which the shell then
 * started `sync-hooks`: only its completions are real, everything else is noted.
 */
export async function typedInto(
  home: Home,
  shell: keyof typeof shells,
  lines: readonly string[],
): Promise<string[]> {
  const note = join(home.path, "ran");
  const program = writeFile(
    home.path,
    "bin/sync-hooks",
    `#!/bin/sh
[ "$1" = completion ] && exec '${process.execPath}' '${cliFile}' "$@"
echo "$*" >>'${note}'
`,
  );
  chmodSync(program, 0o755);
  const { start, load } = shells[shell];
  const child = spawn("script", ["-qec", `stty cols 100 rows 40; ${start}`, "/dev/null"], {
    cwd: home.path,
    env: {
      ...home.env,
      PATH: `${home.path}/bin:${home.env["PATH"]}`,
      TERM: "xterm",
      SHELL: "/bin/sh",
    },
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  let shown = "";
  child.stdout.on("data", (chunk: Buffer) => (shown += chunk.toString("utf8")));
  const ran = () => (readIfPresent(note)?.toString("utf8") ?? "").split("\n").slice(0, -1);
  child.stdin.write(`${load}; sync-hooks loaded\n`);
  await until(`${shell} has loaded the completion: ${shown}`, () => ran().includes("loaded"));
  for (const [index, line] of lines.entries()) {
    child.stdin.write(`${line}\n`);
    await until(`${shell} runs what was typed as ${line}`, () => ran().length > index + 1);
  }
  return ran().slice(1);
}
