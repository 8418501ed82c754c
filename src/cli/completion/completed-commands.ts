import type { CommandEntry, CommandOption } from "../command.ts";
import type { commands as commandTable, groups as groupTable } from "../commands.ts";
import { globalOptions, helpOption } from "../global-options.ts";

/** What can stand in a place of the command line; `none`: only the user knows. */
export type Completed =
  | { kind: "words"; words: readonly string[] }
  | { kind: "checkouts" | "folders" | "files" | "none" };

export type CompletedOption = {
  /** `-n` and `--lines`. */
  names: readonly string[];
  summary: string;
  /** Null for a bare flag. */
  value: Completed | null;
};

/** What can follow the words of a command; those of the program itself are empty. */
export type CompletedCommand = {
  words: string;
  subcommands: readonly { name: string; summary: string }[];
  options: readonly CompletedOption[];
  operands: Completed;
};

/** The program itself, each first word of a pair, and each command, for the shells to complete. */
export function completedCommands(
  table: typeof commandTable,
  groups: typeof groupTable,
): CompletedCommand[] {
  const first = (entry: CommandEntry) => entry.name.split(" ")[0] ?? "";
  const single = table.filter(({ name }) => !name.includes(" "));
  const pairs = [...new Set(table.filter((entry) => !single.includes(entry)).map(first))];
  const root = [...new Set(table.map(first))].map((name) => ({
    name,
    summary: groups[name]?.summary ?? single.find((entry) => entry.name === name)?.summary ?? "",
  }));
  return [
    { words: "", subcommands: root, options: [], operands: { kind: "none" } },
    ...pairs.map((name) => groupOf(name, table, groups[name])),
    ...table.map(leafOf),
  ];
}

function groupOf(
  name: string,
  table: typeof commandTable,
  group: (typeof groupTable)[string] | undefined,
): CompletedCommand {
  const members = table.filter((entry) => entry.name.startsWith(`${name} `));
  const fallback = members.find((entry) => entry.name === `${name} ${group?.fallback}`);
  const alone = fallback && leafOf(fallback);
  const takesOperands = group?.operands === "of-fallback";
  return {
    words: name,
    subcommands: members.map((entry) => ({
      name: entry.name.slice(name.length + 1),
      summary: entry.summary,
    })),
    options: alone?.options ?? [],
    operands: takesOperands && alone ? alone.operands : { kind: "none" },
  };
}

function leafOf(entry: CommandEntry): CompletedCommand {
  const { name, options, operandValues } = entry;
  const operands: Completed = operandValues
    ? { kind: "words", words: operandValues }
    : placeholder(entry.arguments);
  return { words: name, subcommands: [], options: options.map(optionOf), operands };
}

function optionOf({ flags, summary, values }: CommandOption): CompletedOption {
  const names = flags.match(/--?[\w-]+/g) ?? [];
  const [value] = /<.*/.exec(flags) ?? [];
  if (value === undefined) return { names, summary, value: null };
  return { names, summary, value: values ? { kind: "words", words: values } : placeholder(value) };
}

function placeholder(text: string): Completed {
  const [, word = ""] = /^[<[]([\w-]+)/.exec(text) ?? [];
  return { kind: kinds[word] ?? "none" };
}

const kinds: Readonly<Record<string, "checkouts" | "folders" | "files">> = {
  checkout: "checkouts",
  slug: "checkouts",
  dir: "folders",
  path: "folders",
  file: "files",
};

/** Taken by every command. */
export const globals: readonly CompletedOption[] = [...globalOptions, helpOption].map(optionOf);
