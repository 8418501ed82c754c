import type { Context } from "../actions/context.ts";
import type { ExitStatus } from "./exit-status.ts";
import type { Terminal } from "./terminal.ts";

/** What a command's file gets: the world, the place to print, and what was typed. */
export type Invocation = {
  context: Context;
  terminal: Terminal;
  /** The operands, in order. */
  args: readonly string[];
  /** By the option's long name in camelCase (`--dry-run` is `dryRun`): its value, or true for a bare flag. */
  options: Readonly<Record<string, string | true | undefined>>;
  /** Aborted by Ctrl-C and when the reader of standard output went away. */
  stopped: AbortSignal;
  doors: Doors;
};

/** The doors beside this one, which main.ts wires: a door imports no other. Each is loaded when it is opened. */
export type Doors = {
  /** Answers the Model Context Protocol on standard input and output until the client leaves or `stopped`. */
  serveMcp: (context: Context, stopped: AbortSignal) => Promise<void>;
  /** Answers HTTP until `stopped`, then lets what is under way end. `onListening` gets the address. */
  serveHub: (
    context: Context,
    options: ServeOptions,
    stopped: AbortSignal,
    onListening: (address: HubAddress) => void,
  ) => Promise<void>;
};

export type ServeOptions = {
  /** Null: as the config says. */
  host: string | null;
  port: number | null;
  tokenFile: string | null;
  /** What starts the command line. */
  program: readonly [command: string, ...args: string[]];
};

export type HubAddress = { url: string; host: string; port: number; pid: number };

/**
 * How a command ended. `document` is what `--json` prints: snake_case keys, RFC 3339 UTC times; undefined where
 * the command has printed it already.
 */
export type Report = { status: ExitStatus; document: unknown };

/** A file in commands/: a thin door over one action, which prints for a person through `terminal.out`. */
export type CommandModule = { run: (invocation: Invocation) => Promise<Report> };

/** One line of the command table. `name` may be two words: the second is a subcommand. */
export type CommandEntry = {
  name: string;
  /** In commander's notation: `[checkout...]`, `<path...>`, or empty. */
  arguments: string;
  /** What its operand can be, where that is a fixed choice. */
  operandValues?: readonly string[];
  summary: string;
  options: readonly CommandOption[];
  /** Whole command lines, without `sync-hooks` in front. */
  examples: readonly string[];
  /** `finish`: at a signal the command ends by itself, in good order and with status 0; without it, at once. */
  atSignal?: "finish";
  /** `many`: it starts one for each checkout, so they are started from a small process (system/starter.ts). */
  processes?: "many";
  load: () => Promise<CommandModule>;
};

export type CommandOption = {
  /** `--dry-run`, `--for <duration>`, `-n, --lines <count>`. */
  flags: string;
  summary: string;
  /** What it takes, where that is a fixed choice. */
  values?: readonly string[];
};

/** The value of an option that takes one, or null where it was not given. */
export function optionText(options: Invocation["options"], name: string): string | null {
  const value = options[name];
  return typeof value === "string" ? value : null;
}
