import { statSync } from "node:fs";
import { resolve } from "node:path";
import type { Doors, Invocation, Report } from "./cli/command.ts";
import { errorDocument, errorText } from "./cli/error-text.ts";
import { errorStatus, type ExitStatus } from "./cli/exit-status.ts";
import type { Parsed } from "./cli/parse.ts";
import { openTerminal, type Terminal } from "./cli/terminal.ts";
import { SyncError, toSyncError } from "./core/errors.ts";
import { version } from "./core/version.ts";
import type { Starter } from "./system/starter.ts";
import { plainEnvironment } from "./system/plain-environment.ts";

const oldestNode = [20, 19] as const;

/** Runs one command line and ends the process with its exit status. */
export async function main(args: readonly string[]): Promise<never> {
  const stop: Stop = { controller: new AbortController(), manner: "at-once" };
  const ended = Promise.race([run(args, stop), signalled(stop)]);
  surviveClosedOutput(stop.controller);
  const status = await ended;
  await Promise.all([flushed(process.stdout), flushed(process.stderr)]);
  process.exit(status);
}

/** `manner`: whether a signal ends the process at once, or asks the command to finish and a second one ends it. */
type Stop = { controller: AbortController; manner: "at-once" | "finish" };

async function run(args: readonly string[], stop: Stop): Promise<ExitStatus> {
  // Errors in the command line itself are told in the form that its flags ask for, as far as they can be read.
  let terminal = openTerminal({ ...spokenFlags(args), colour: "auto" }, process.env);
  let starter: Starter | null = null;
  try {
    refuseOldNode();
    const env = plainEnvironment();
    // Before the command line is parsed: it gets ready while all else is loaded.
    if (args.includes("sweep")) starter = await startStarter(env);
    const parsed = await parse(args);
    if (parsed.kind === "text") {
      printText(parsed, terminal);
      return 0;
    }
    terminal = openTerminal(parsed.globals, process.env);
    stop.manner = parsed.entry.atSignal ?? "at-once";
    const report = await runCommand(parsed, { env, starter, terminal }, stop.controller.signal);
    if (terminal.json && report.document !== undefined) printDocument(report.document);
    return report.status;
  } catch (thrown) {
    const error = toSyncError(thrown);
    if (terminal.json) printDocument({ error: errorDocument(error) });
    else terminal.err(errorText(error, terminal));
    return errorStatus[error.code];
  } finally {
    starter?.close();
  }
}

async function parse(args: readonly string[]): Promise<Parsed> {
  if (args.length === 1 && (args[0] === "--version" || args[0] === "-V"))
    return { kind: "text", name: "version", text: `${version}\n` };
  const [{ parseCommandLine }, { commands, groups }] = await Promise.all([
    import("./cli/parse.ts"),
    import("./cli/commands.ts"),
  ]);
  return parseCommandLine(args, commands, groups);
}

type Ground = { env: NodeJS.ProcessEnv; starter: Starter | null; terminal: Terminal };

async function runCommand(
  parsed: Extract<Parsed, { kind: "command" }>,
  { env, starter, terminal }: Ground,
  stopped: AbortSignal,
): Promise<Report> {
  const { entry, globals, args, options } = parsed;
  const [{ openContext }, command] = await Promise.all([
    import("./actions/open-context.ts"),
    entry.load(),
  ]);
  const cwd = workingDirectory(globals.directories);
  const configFile = globals.configFile === null ? null : resolve(cwd, globals.configFile);
  const traces = options["dryRun"] ? "none" : "usual";
  const opened = openContext({ env, cwd, configFile, traces });
  const isStarted = starter !== null && entry.processes === "many";
  const context = isStarted ? { ...opened, run: starter.run } : opened;
  const invocation: Invocation = { context, terminal, args, options, stopped, doors };
  return command.run(invocation).finally(context.close);
}

async function startStarter(env: NodeJS.ProcessEnv): Promise<Starter> {
  const { openStarter } = await import("./system/starter.ts");
  return openStarter(env);
}

const doors: Doors = {
  async serveMcp(...options) {
    const { serveMcp } = await import("./mcp/serve-mcp.ts");
    return serveMcp(...options);
  },
  async serveHub(...options) {
    const { serveHub } = await import("./server/serve-hub.ts");
    return serveHub(...options);
  },
};

/** Where the command works: each `-C` is relative to the one before, as with git. */
function workingDirectory(directories: readonly string[]): string {
  const cwd = resolve(ownDirectory(), ...directories);
  if (statSync(cwd, { throwIfNoEntry: false })?.isDirectory()) return cwd;
  throw new SyncError("usage", `cannot work in ${cwd}: there is no such folder`, {
    hint: "give -C a folder that exists",
  });
}

function ownDirectory(): string {
  try {
    return process.cwd();
  } catch (cause) {
    throw new SyncError("usage", "the folder that this shell stands in was deleted", {
      hint: "go to one that exists, for example: cd ~",
      cause,
    });
  }
}

/** Help and version were asked for by name, so `--quiet` does not silence them. */
function printText(parsed: Extract<Parsed, { kind: "text" }>, terminal: Terminal): void {
  if (terminal.json) printDocument({ [parsed.name]: parsed.text.trimEnd() });
  else process.stdout.write(parsed.text);
}

function printDocument(document: unknown): void {
  process.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
}

function spokenFlags(args: readonly string[]) {
  const end = args.indexOf("--");
  const flags = end === -1 ? args : args.slice(0, end);
  const has = (flag: string) => flags.includes(flag);
  return { json: has("--json"), quiet: has("--quiet"), verbose: has("--verbose") };
}

function refuseOldNode(): void {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  const [neededMajor, neededMinor] = oldestNode;
  if (major > neededMajor || (major === neededMajor && minor >= neededMinor)) return;
  throw new SyncError("usage", `sync-hooks needs Node ${oldestNode.join(".")} or later`, {
    hint: `this is Node ${process.versions.node} at ${process.execPath}: install a newer one`,
  });
}

/** Resolves with the shell's status for the signal that ends the process: 128 and its number. */
function signalled(stop: Stop): Promise<ExitStatus> {
  return new Promise((settle) => {
    const end = (status: ExitStatus) => () => {
      const isFirst = !stop.controller.signal.aborted;
      stop.controller.abort();
      if (stop.manner === "at-once" || !isFirst) settle(status);
    };
    process.on("SIGINT", end(130));
    process.on("SIGTERM", end(143));
  });
}

/** A reader that went away (`| head`) ends the printing, not the work. */
function surviveClosedOutput(stop: AbortController): void {
  for (const stream of [process.stdout, process.stderr])
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EPIPE") throw error;
      stop.abort();
    });
}

function flushed(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((settle) => {
    if (stream.writableLength === 0 || stream.destroyed) settle();
    else stream.write("", () => settle());
  });
}
