import {
  globals,
  type Completed,
  type CompletedCommand,
  type CompletedOption,
} from "./completed-commands.ts";

/** A script that fish (3.0 and later) sources, or finds in its completions folder. */
export function fishCompletion(commands: readonly CompletedCommand[]): string {
  const known = commands.map(({ words }) => words).filter((words) => words !== "");
  return `# fish completion; in ~/.config/fish/config.fish: sync-hooks completion fish | source

set -g __sync_hooks_known ${known.map(fishWord).join(" ")}

# The command words on the line so far, whatever options stand between them.
function __sync_hooks_words
    set -l found
    set -l is_value no
    for token in (commandline -opc)[2..-1]
        if test $is_value = yes
            set is_value no
            continue
        end
        switch $token
            case ${valued(globals).join(" ")}
                set is_value yes
            case '-*'
            case '*'
                contains -- (string join ' ' $found $token) $__sync_hooks_known; or break
                set -a found $token
        end
    end
    string join ' ' $found
end

function __sync_hooks_at
    test "$(__sync_hooks_words)" = "$argv"
end

function __sync_hooks_checkouts
    command -q sync-hooks; and sync-hooks completion checkouts 2>/dev/null
end

complete -c sync-hooks -f
${globals.map((option) => optionLine(null, option)).join("\n")}
${commands.flatMap(commandLines).join("\n")}
`;
}

const valued = (options: readonly CompletedOption[]) =>
  options.filter(({ value }) => value !== null).flatMap(({ names }) => names);

function commandLines({ words, subcommands, options, operands }: CompletedCommand): string[] {
  return [
    ...subcommands.map(
      ({ name, summary }) => `${at(words)} -a ${fishWord(name)} -d ${fishWord(summary)}`,
    ),
    ...options.map((option) => optionLine(words, option)),
    ...(operands.kind === "none" ? [] : [`${at(words)} ${offer(operands)}`]),
  ];
}

function optionLine(words: string | null, { names, summary, value }: CompletedOption): string {
  const flags = names.map((name) =>
    name.startsWith("--") ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`,
  );
  const taken = value === null ? [] : [value.kind === "files" ? "-r" : "-x", offer(value)];
  return [at(words), ...flags, ...taken, `-d ${fishWord(summary)}`]
    .join(" ")
    .replace(/ {2,}/g, " ");
}

const at = (words: string | null) =>
  words === null
    ? "complete -c sync-hooks"
    : `complete -c sync-hooks -n ${fishWord(`__sync_hooks_at ${words}`.trim())}`;

function offer(completed: Completed): string {
  switch (completed.kind) {
    case "words":
      return `-a ${fishWord(completed.words.join(" "))}`;
    case "checkouts":
      return "-a '(__sync_hooks_checkouts)'";
    case "folders":
      return "-a '(__fish_complete_directories (commandline -ct))'";
    case "files":
      return "-F";
    case "none":
      return "";
  }
}

/** Between single quotes fish knows two escapes. */
const fishWord = (word: string) => `'${word.replace(/['\\]/g, "\\$&")}'`;
