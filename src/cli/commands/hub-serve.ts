import { SyncError } from "../../core/errors.ts";
import { optionText, type Invocation, type Report } from "../command.ts";
import { wholeNumber } from "../whole-number.ts";

const highestPort = 65_535;

export async function run(invocation: Invocation): Promise<Report> {
  const { context, terminal, options, stopped, doors } = invocation;
  const port = optionText(options, "port");
  const serving = {
    host: optionText(options, "host"),
    port: port === null ? null : portNumber(port),
    tokenFile: optionText(options, "tokenFile"),
    program: [process.execPath, ...process.execArgv, process.argv[1] ?? ""] as const,
  };
  await doors.serveHub(context, serving, stopped, (address) => {
    terminal.document(address);
    terminal.out(`Repo Sync Health: ${address.url}`);
    terminal.out("To resolve conflicts and start syncs there, run: sync-hooks hub open");
  });
  return { status: 0, document: undefined };
}

function portNumber(text: string): number {
  const port = wholeNumber("--port", text, 0);
  if (port <= highestPort) return port;
  throw new SyncError("usage", `there is no port ${port}`, {
    hint: `ports end at ${highestPort}: sync-hooks hub serve --port 4747`,
  });
}
