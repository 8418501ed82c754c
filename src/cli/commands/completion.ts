import { checkoutNames } from "../../actions/registry/checkout-names.ts";
import { SyncError } from "../../core/errors.ts";
import type { Invocation, Report } from "../command.ts";
import { commands, groups } from "../commands.ts";
import { bashCompletion } from "../completion/bash.ts";
import { completedCommands, type CompletedCommand } from "../completion/completed-commands.ts";
import { fishCompletion } from "../completion/fish.ts";
import { zshCompletion } from "../completion/zsh.ts";

const shells: Readonly<Record<string, (commands: readonly CompletedCommand[]) => string>> = {
  bash: bashCompletion,
  zsh: zshCompletion,
  fish: fishCompletion,
};

export async function run({ context, terminal, args }: Invocation): Promise<Report> {
  const [shell = ""] = args;
  // What the scripts themselves ask for, at each press of the key.
  if (shell === "checkouts") {
    const names = checkoutNames(context);
    terminal.out(names.join("\n"));
    return { status: 0, document: { checkouts: names } };
  }
  const script = shells[shell]?.(completedCommands(commands, groups));
  if (script === undefined)
    throw new SyncError("usage", `there is no completion for ${shell}`, {
      hint: `sync-hooks completion takes: ${Object.keys(shells).join(", ")}`,
    });
  terminal.out(script);
  return { status: 0, document: { shell, script } };
}
