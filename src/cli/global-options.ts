import type { CommandOption } from "./command.ts";

/** What every command takes, before it or behind it. */
export const globalOptions: readonly CommandOption[] = [
  { flags: "-C <dir>", summary: "work as if started in this folder" },
  {
    flags: "--json",
    summary: "print one JSON document on standard output, and nothing else there",
  },
  { flags: "--quiet", summary: "print errors only" },
  { flags: "--verbose", summary: "print what happens in detail on standard error" },
  { flags: "--no-color", summary: "print no colour (NO_COLOR does the same)" },
  { flags: "--config <file>", summary: "read this file instead of the user's config.yaml" },
];

export const helpOption: CommandOption = {
  flags: "-h, --help",
  summary: "print help and examples",
};
