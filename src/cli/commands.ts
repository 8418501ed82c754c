import type { CommandEntry } from "./command.ts";

/** What a command of two words does when only its first word is typed, and what the pair is about. */
export const groups: Readonly<Record<string, { summary: string; fallback: string | null }>> = {
  config: { summary: "show, check and describe the configuration", fallback: "show" },
  timer: { summary: "the schedule that sweeps up what the hooks missed", fallback: "status" },
};

const all = { flags: "--all", summary: "every registered checkout" } as const;

/** Every command, in the order in which `--help` shows them. Each file is loaded when it is called. */
export const commands: readonly CommandEntry[] = [
  {
    name: "add",
    arguments: "[path...]",
    summary: "register checkouts, without installing hooks",
    options: [
      { flags: "--scan <dir>", summary: "every git checkout below a folder" },
      { flags: "--depth <levels>", summary: "how deep --scan looks" },
      { flags: "--from <file>", summary: "a list of paths or names and paths, JSON or text" },
      { flags: "--slug <slug>", summary: "the name for the one checkout that is added" },
    ],
    examples: ["add ~/code/api", "add --scan ~/code --depth 3", "add --from checkouts.txt"],
    load: () => import("./commands/add.ts"),
  },
  {
    name: "remove",
    arguments: "[checkout...]",
    summary: "take the hooks out of checkouts and forget them; the hub keeps its data",
    options: [],
    examples: ["remove api", "remove api@api-review", "remove ~/code/api"],
    load: () => import("./commands/remove.ts"),
  },
  {
    name: "list",
    arguments: "",
    summary: "list the registered checkouts",
    options: [],
    examples: ["list", "list --json"],
    load: () => import("./commands/list.ts"),
  },
  {
    name: "install",
    arguments: "[checkout...]",
    summary: "install the hooks, so that every commit syncs; registers a checkout if need be",
    options: [
      all,
      { flags: "--scan <dir>", summary: "every git checkout below a folder" },
      { flags: "--dry-run", summary: "show what would be written, as a diff" },
      { flags: "--force", summary: "also write hooks that are tracked or shared" },
      { flags: "--via <way>", summary: "file, or config for git 2.54 and later" },
    ],
    examples: ["install", "install ~/code/api --dry-run", "install --scan ~/code", "install --all"],
    load: () => import("./commands/install.ts"),
  },
  {
    name: "uninstall",
    arguments: "[checkout...]",
    summary: "give every hook file back as it was; registry and data stay",
    options: [all, { flags: "--dry-run", summary: "show what would be written, as a diff" }],
    examples: ["uninstall", "uninstall api", "uninstall --all --dry-run"],
    load: () => import("./commands/uninstall.ts"),
  },
  {
    name: "pause",
    arguments: "[checkout...]",
    summary: "leave checkouts alone, for a while or until resume",
    options: [all, { flags: "--for <duration>", summary: "how long: 30m, 2h, 1d" }],
    examples: ["pause", "pause api --for 2h", "pause --all"],
    load: () => import("./commands/pause.ts"),
  },
  {
    name: "resume",
    arguments: "[checkout...]",
    summary: "end a pause",
    options: [all],
    examples: ["resume api", "resume --all"],
    load: () => import("./commands/resume.ts"),
  },
  {
    name: "check",
    arguments: "[checkout...]",
    summary: "compare the task files with the hub, and say how to mend what differs",
    options: [
      { flags: "--fix", summary: "write missing workplan and hub ids" },
      { flags: "--ids", summary: "with --fix: give every checkbox task an id" },
      { flags: "--format <format>", summary: "text or json (text)" },
    ],
    examples: ["check", "check api --format json", "check --fix --ids"],
    load: () => import("./commands/check.ts"),
  },
  {
    name: "config show",
    arguments: "[checkout]",
    summary: "print the configuration in force and the files it comes from",
    options: [],
    examples: ["config", "config show api --json"],
    load: () => import("./commands/config-show.ts"),
  },
  {
    name: "config validate",
    arguments: "[checkout...]",
    summary: "check the config files",
    options: [],
    examples: ["config validate", "config validate api ~/code/web"],
    load: () => import("./commands/config-validate.ts"),
  },
  {
    name: "config schema",
    arguments: "",
    summary: "print the JSON Schema of the config",
    options: [{ flags: "--repository", summary: "the schema of a repository's own config" }],
    examples: ["config schema > config.schema.json", "config schema --repository"],
    load: () => import("./commands/config-schema.ts"),
  },
  {
    name: "status",
    arguments: "[checkout...]",
    summary: "show the state of every checkout, worst first; of one, in detail",
    options: [],
    examples: ["status", "status api", "status --json"],
    load: () => import("./commands/status.ts"),
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
  {
    name: "sweep",
    arguments: "",
    summary: "sync every registered checkout and put lost hooks back, as the timer does",
    options: [
      { flags: "--scheduled", summary: "the timer's own mark: this run counts as its run" },
    ],
    examples: ["sweep", "sweep --json"],
    load: () => import("./commands/sweep.ts"),
  },
  {
    name: "timer install",
    arguments: "",
    summary: "sweep at an interval: systemd, cron, launchd or Task Scheduler",
    options: [
      {
        flags: "--every <duration>",
        summary: "1m to 24h; the config's interval_minutes without it",
      },
      { flags: "--via <scheduler>", summary: "systemd, cron, launchd or task-scheduler" },
      { flags: "--dry-run", summary: "show what would be written, and write nothing" },
    ],
    examples: ["timer install", "timer install --every 30m --via cron", "timer install --dry-run"],
    load: () => import("./commands/timer-install.ts"),
  },
  {
    name: "timer remove",
    arguments: "",
    summary: "take the schedule away",
    options: [{ flags: "--dry-run", summary: "show what would be removed, and remove nothing" }],
    examples: ["timer remove", "timer remove --dry-run"],
    load: () => import("./commands/timer-remove.ts"),
  },
  {
    name: "timer status",
    arguments: "",
    summary: "does it really run, when did it last, when will it next",
    options: [],
    examples: ["timer status", "timer status --json"],
    load: () => import("./commands/timer-status.ts"),
  },
  {
    name: "doctor",
    arguments: "[checkout...]",
    summary: "check the machine and every checkout, and say what mends each fault",
    options: [{ flags: "--fix", summary: "apply the mends that are safe" }],
    examples: ["doctor", "doctor --fix", "doctor api --verbose"],
    load: () => import("./commands/doctor.ts"),
  },
];
