import type { CommandEntry } from "./command.ts";

/** What a command of two words does when only its first word is typed, and what the pair is about. */
export const groups: Readonly<Record<string, { summary: string; fallback: string | null }>> = {
  config: { summary: "show, check and describe the configuration", fallback: "show" },
};

/** Every command, in the order in which `--help` shows them. Each file is loaded when it is called. */
export const commands: readonly CommandEntry[] = [
  {
    name: "config show",
    arguments: "[checkout]",
    summary: "print the configuration in force, with its sources",
    options: [],
    examples: ["config show", "config show api --json"],
    load: () => import("./commands/config-show.ts"),
  },
  {
    name: "log",
    arguments: "[checkout]",
    summary: "print what happened, newest last",
    options: [
      { flags: "-f, --follow", summary: "go on printing as it happens" },
      { flags: "-n, --lines <count>", summary: "how many lines (50)" },
    ],
    examples: ["log", "log api -f", "log -n 200 --json"],
    load: () => import("./commands/log.ts"),
  },
];
