import { shellWord } from "../../core/shell-word.ts";
import { globals, type Completed, type CompletedCommand } from "./completed-commands.ts";

/** A script that bash (3.2 and later) sources; it needs no bash-completion. */
export function bashCompletion(commands: readonly CompletedCommand[]): string {
  return `# bash completion for sync-hooks; in ~/.bashrc: source <(sync-hooks completion bash)

# What can follow the command words in $1.
_sync_hooks_after() {
  subcommands= options= operands=none
  case $1 in
${commands.map(afterLine).join("\n")}
  esac
}

# What can follow the option $2 of the command $1; fails where that is a flag.
_sync_hooks_value() {
  case $2 in
${globals.flatMap((option) => valueLines("", option)).join("\n")}
  esac
  case "$1 $2" in
${commands.flatMap(({ words, options }) => options.flatMap((one) => valueLines(`${words} `, one))).join("\n")}
  *) return 1 ;;
  esac
}
${body}`;
}

function afterLine({ words, subcommands, options, operands }: CompletedCommand): string {
  const parts = [
    `subcommands=${shellWord(subcommands.map(({ name }) => name).join(" "))}`,
    `options=${shellWord(options.flatMap(({ names }) => names).join(" "))}`,
    `operands=${shellWord(kindText(operands))}`,
  ];
  return `  ${shellWord(words)}) ${parts.join(" ")} ;;`;
}

function valueLines(
  before: string,
  { names, value }: CompletedCommand["options"][number],
): string[] {
  if (value === null) return [];
  const patterns = names.map((name) => shellWord(before + name)).join(" | ");
  const back = before === "" ? "; return" : "";
  return [`  ${patterns}) kind=${shellWord(kindText(value))}${back} ;;`];
}

const kindText = (completed: Completed) =>
  completed.kind === "words" ? `words ${completed.words.join(" ")}` : completed.kind;

const body = `
# Offers what of the kind $1 begins with $2, with $3 in front of it.
_sync_hooks_offer() {
  local line broken
  # readline replaces only what stands behind the last = or :, or from the last @ on.
  broken=\${cur##*[=:]}
  [[ $broken == *@* ]] && broken=@\${broken##*@}
  broken=\${cur%"$broken"}
  while IFS= read -r line; do
    [[ $line == "$2"* ]] || continue
    line=$3$line
    COMPREPLY+=("\${line#"$broken"}")
  done < <(
    case $1 in
    folders) compgen -d -- "$2" ;;
    files) compgen -f -- "$2" ;;
    checkouts) sync-hooks completion checkouts 2>/dev/null | while IFS= read -r line; do printf '%q\\n' "$line"; done ;;
    words\\ *) printf '%s\\n' \${1#words } ;;
    esac
  )
  case $1 in folders | files) compopt -o filenames 2>/dev/null ;; esac
}

_sync_hooks() {
  local subcommands options operands kind= command= cur word glue= i n=0
  local -a words
  # readline breaks words at = and @ too: what stood together is put together again.
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD}"; do
    if ((n > 0)) && [[ -n $glue || $word == [@=:] ]]; then
      words[n - 1]+=$word
    else
      words[n]=$word
      n=$((n + 1))
    fi
    if [[ $word == [@=:] ]]; then glue=1; else glue=; fi
  done
  cur=\${words[n - 1]}
  _sync_hooks_after ''
  for ((i = 0; i < n - 1; i++)); do
    word=\${words[i]}
    kind=
    case $word in
    --*=*) ;;
    -*) _sync_hooks_value "$command" "$word" && i=$((i + 1)) ;;
    *)
      if [[ " $subcommands " == *" $word "* ]]; then
        command=$command\${command:+ }$word
        _sync_hooks_after "$command"
      fi
      ;;
    esac
  done
  COMPREPLY=()
  if ((i == n)); then
    _sync_hooks_offer "$kind" "$cur" ''
  elif [[ $cur == --*=* ]]; then
    _sync_hooks_value "$command" "\${cur%%=*}" && _sync_hooks_offer "$kind" "\${cur#*=}" "\${cur%%=*}="
  elif [[ $cur == -* ]]; then
    _sync_hooks_offer "words $options ${globals.flatMap(({ names }) => names).join(" ")}" "$cur" ''
  else
    _sync_hooks_offer "words $subcommands" "$cur" ''
    _sync_hooks_offer "$operands" "$cur" ''
  fi
}

complete -F _sync_hooks sync-hooks
`;
