import { shellWord } from "../../core/shell-word.ts";
import {
  globals,
  type Completed,
  type CompletedCommand,
  type CompletedOption,
} from "./completed-commands.ts";

/** A script that zsh sources after compinit, or finds as `_sync-hooks` in its fpath. */
export function zshCompletion(commands: readonly CompletedCommand[]): string {
  return `#compdef sync-hooks
# zsh completion; behind compinit in ~/.zshrc: source <(sync-hooks completion zsh)

_sync_hooks_globals=(
${lines(globals.map(optionSpec))}
)

# Where only the user knows; an empty message would keep zsh from inserting the one option that fits.
_sync_hooks_unknown() {
  return 1
}

_sync_hooks_checkouts() {
  local -a names
  names=(\${(f)"$(sync-hooks completion checkouts 2>/dev/null)"})
  compadd -a names
}

${commands.map((command) => functionOf(command)).join("\n\n")}

if [[ \${funcstack[1]} == _sync-hooks ]]; then
  _sync_hooks "$@"
else
  compdef _sync_hooks sync-hooks
fi
`;
}

function functionOf({ words, subcommands, options, operands }: CompletedCommand): string {
  const specs = options.map(optionSpec);
  if (subcommands.length === 0) {
    const rest = shellWord(`*: :${action(operands)}`);
    const line = ["_arguments -s -S $_sync_hooks_globals", ...specs, rest];
    return `${functionName(words)}() {
  ${line.join(" \\\n    ")}
}`;
  }
  const described = subcommands.map(({ name, summary }) => shellWord(`${name}:${summary}`));
  const also = operands.kind === "checkouts" ? "\n    _sync_hooks_checkouts" : "";
  const cases = subcommands.map(
    ({ name }) => `    ${name}) ${functionName(`${words} ${name}`)} ;;`,
  );
  return `${functionName(words)}() {
  local curcontext=$curcontext state line
  local -a described
  typeset -A opt_args
  _arguments -C $_sync_hooks_globals ${[...specs, ""].join(" ")}'(-): :->command' '(-)*:: :->rest' && return
  case $state in
  command)
    described=(
${lines(described)}
    )
    _describe -t commands command described${also}
    ;;
  rest)
    case $line[1] in
${cases.join("\n")}
    esac
    ;;
  esac
}`;
}

const functionName = (words: string) =>
  `_sync_hooks${words.trim() === "" ? "" : `_${words.trim().replace(/[ -]/g, "_")}`}`;

/** `(-n --lines)'{-n,--lines=}'[how many lines]:count: `: one or the other (_arguments in zshcompsys(1)). */
function optionSpec({ names, summary, value }: CompletedOption): string {
  const about = `[${summary.replace(/[[\]:\\]/g, "\\$&")}]${value === null ? "" : `: :${action(value)}`}`;
  const repeated = names.includes("-C") ? "*" : `(${names.join(" ")})`;
  return names
    .map(
      (name) => `${repeated}${name}${value !== null && name.startsWith("--") ? "=" : ""}${about}`,
    )
    .map(shellWord)
    .join(" ");
}

function action(completed: Completed): string {
  switch (completed.kind) {
    case "words":
      return `(${completed.words.join(" ")})`;
    case "checkouts":
      return "_sync_hooks_checkouts";
    case "folders":
      return "_files -/";
    case "files":
      return "_files";
    case "none":
      return "_sync_hooks_unknown";
  }
}

const lines = (words: readonly string[]) => words.map((word) => `      ${word}`).join("\n");
