/** Where a command's words go, and what the place they go to can show. */
export type Terminal = {
  /** `--json`: standard output carries one document and nothing else. */
  json: boolean;
  quiet: boolean;
  verbose: boolean;
  /** Escape sequences for colour are welcome on standard output. */
  colour: boolean;
  /** Columns of the terminal; Infinity for a pipe or a file, where nothing has to be cut. */
  width: number;
  /** Standard output is a terminal: live progress is welcome. */
  isTerminal: boolean;
  /** A person sits there who can answer a question. */
  isInteractive: boolean;
  /** A line (or lines) for a person on standard output; dropped under `--json` and `--quiet`. */
  out: (text: string) => void;
  /** Under `--json`, prints the document now, for a command that goes on after it. */
  document: (document: unknown) => void;
  /** Text on standard output as it is, cursor movements too: for live progress on a terminal. */
  draw: (text: string) => void;
  /** A line on standard error: what went wrong with a part while the rest goes on. */
  err: (text: string) => void;
  /** A line on standard error that only `--verbose` shows. */
  detail: (text: string) => void;
};

export type TerminalOptions = Pick<Terminal, "json" | "quiet" | "verbose"> & {
  colour: "auto" | "never";
};

type Streams = { stdin: NodeJS.ReadStream; stdout: NodeJS.WriteStream; stderr: NodeJS.WriteStream };

/** Reads the streams and the environment once (https://no-color.org, FORCE_COLOR, TERM=dumb). */
export function openTerminal(
  options: TerminalOptions,
  env: NodeJS.ProcessEnv,
  streams: Streams = process,
): Terminal {
  const { stdin, stdout, stderr } = streams;
  const { json, quiet, verbose } = options;
  const isTerminal = stdout.isTTY === true && env["TERM"] !== "dumb";
  return {
    json,
    quiet,
    verbose,
    colour: !json && options.colour === "auto" && wantsColour(env, isTerminal),
    width: stdout.isTTY ? stdout.columns || 80 : Infinity,
    isTerminal,
    isInteractive: isTerminal && stdin.isTTY === true && !json,
    out(text) {
      if (!json && !quiet) stdout.write(withLineEnd(text));
    },
    document(document) {
      if (json) stdout.write(`${JSON.stringify(document)}\n`);
    },
    draw: (text) => void stdout.write(text),
    err: (text) => void stderr.write(withLineEnd(text)),
    detail(text) {
      if (verbose) stderr.write(withLineEnd(text));
    },
  };
}

function wantsColour(env: NodeJS.ProcessEnv, isTerminal: boolean): boolean {
  if (env["NO_COLOR"]) return false;
  const forced = env["FORCE_COLOR"];
  if (forced !== undefined && forced !== "") return forced !== "0" && forced !== "false";
  return isTerminal;
}

const withLineEnd = (text: string) => (text === "" || text.endsWith("\n") ? text : `${text}\n`);
