import { Command, CommanderError } from "commander";
import { SyncError } from "../core/errors.ts";
import { nearest } from "../core/nearest.ts";
import { version } from "../core/version.ts";
import type { CommandEntry, Invocation } from "./command.ts";
import { globalOptions, helpOption } from "./global-options.ts";
import type { commands as commandTable, groups as groupTable } from "./commands.ts";

export type GlobalOptions = {
  /** Every `-C`, in order; each is relative to the one before. */
  directories: readonly string[];
  json: boolean;
  quiet: boolean;
  verbose: boolean;
  colour: "auto" | "never";
  configFile: string | null;
};

/** What a command line asks for. */
export type Parsed =
  | { kind: "text"; name: "help" | "version"; text: string }
  | ({ kind: "command"; entry: CommandEntry; globals: GlobalOptions } & Pick<
      Invocation,
      "args" | "options"
    >);

/** Reads a command line against the table; runs nothing. Throws `usage`, with the nearest valid word as the hint. */
export function parseCommandLine(
  args: readonly string[],
  table: typeof commandTable,
  groups: typeof groupTable,
): Parsed {
  let parsed: Parsed | null = null;
  let printed = "";
  const program = buildProgram();
  program.configureOutput({
    writeOut: (text) => (printed += text),
    writeErr: (text) => (printed += text),
  });
  const parents = new Map<string, Command>();
  for (const entry of table) {
    const [first = "", second] = entry.name.split(" ");
    const parent = second === undefined ? program : groupCommand(first);
    const command = parent.command(`${second ?? first} ${entry.arguments}`.trim());
    command.summary(entry.summary).description(sentence(entry.summary));
    command.addHelpText("after", examplesText(entry.examples));
    answer(command, entry);
  }
  try {
    program.parse(args, { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode !== 0 && error.code !== "commander.help")
      throw usageError(error, commandIn(args, table));
    const name = error.code === "commander.version" ? "version" : "help";
    return { kind: "text", name, text: printed };
  }
  if (parsed === null) return { kind: "text", name: "help", text: program.helpInformation() };
  return parsed;

  function answer(command: Command, entry: CommandEntry): void {
    for (const option of entry.options) command.option(option.flags, option.summary);
    command.action(() => {
      const globals = globalsOf(program);
      // An option that both words of a pair know (`goal set --repo x`) is caught by the first.
      const caught = command.parent === program ? {} : command.parent?.opts();
      const options = { ...caught, ...command.opts() };
      parsed = { kind: "command", entry, globals, args: command.args, options };
    });
  }

  /** The first word of a pair; alone it means the pair that the table names as its fallback. */
  function groupCommand(name: string): Command {
    const known = parents.get(name);
    if (known) return known;
    const { summary = "", fallback = null, operands = "none" } = groups[name] ?? {};
    const members = table.filter((entry) => entry.name.startsWith(`${name} `));
    const command = program.command(name).summary(summary).description(sentence(summary));
    command.addHelpText("after", examplesText(members.flatMap((entry) => entry.examples)));
    const entry = members.find((member) => member.name === `${name} ${fallback}`);
    if (entry) answer(command, entry);
    command.hook("preAction", (_, called) => {
      const [word] = called.args;
      if (called !== command || word === undefined || operands === "of-fallback") return;
      throw unknownMember(name, word, members);
    });
    command.allowExcessArguments(true);
    parents.set(name, command);
    return command;
  }
}

function unknownMember(group: string, word: string, members: readonly CommandEntry[]): SyncError {
  const words = members.map((member) => member.name.slice(group.length + 1));
  const near = nearest(word, words);
  return new SyncError("usage", `unknown command '${group} ${word}'`, {
    hint: near ? `did you mean ${near}?` : `${group} takes: ${words.join(", ")}`,
  });
}

function buildProgram(): Command {
  const program = new Command("sync-hooks")
    .description("Makes the commit the trigger: push, reconcile tasks, stamp the sync time.")
    .exitOverride()
    .showSuggestionAfterError(true)
    .version(version, "-V, --version", "print the version")
    .helpOption(helpOption.flags, helpOption.summary)
    .helpCommand("help [command]", "print help and examples of a command")
    .configureHelp({ showGlobalOptions: true })
    .addHelpText("after", examplesText(["install --scan ~/code", "status", "doctor --fix"]));
  for (const { flags, summary } of globalOptions)
    if (flags.startsWith("-C")) program.option(flags, summary, collect);
    else program.option(flags, summary);
  return program;
}

const collect = (value: string, before: string[] = []) => [...before, value];

function globalsOf(program: Command): GlobalOptions {
  const { C, json, quiet, verbose, color, config } = program.opts<{
    C?: string[];
    json?: true;
    quiet?: true;
    verbose?: true;
    color: boolean;
    config?: string;
  }>();
  return {
    directories: C ?? [],
    json: json ?? false,
    quiet: quiet ?? false,
    verbose: verbose ?? false,
    colour: color ? "auto" : "never",
    configFile: config ?? null,
  };
}

const examplesText = (examples: readonly string[]) =>
  `\nExamples:\n${examples.map((example) => `  $ sync-hooks ${example}`).join("\n")}\n`;

const sentence = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;

/** The command that the line names, as far as it can be made out, and a space; nothing where there is none. */
function commandIn(args: readonly string[], table: readonly CommandEntry[]): string {
  const known = (name: string) =>
    table.some((entry) => entry.name === name || entry.name.startsWith(`${name} `));
  const first = args.findIndex(known);
  if (first === -1) return "";
  const pair = args.slice(first, first + 2).join(" ");
  return `${known(pair) ? pair : args[first]} `;
}

/** commander says `error: unknown option '--jsno'\n(Did you mean --json?)`: the message, and its mend. */
function usageError(error: CommanderError, command: string): SyncError {
  const [first = "", ...rest] = error.message.replace(/^error: /, "").split("\n");
  const suggestion = /Did you mean (.+)\?/.exec(rest.join(" "))?.[1];
  const hint = suggestion ? `did you mean ${suggestion}?` : `run: sync-hooks ${command}--help`;
  return new SyncError("usage", first, { hint, cause: error });
}
