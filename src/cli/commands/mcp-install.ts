import { clients, type ClientName } from "../../actions/mcp-client/clients.ts";
import { installMcp, mcpEntry } from "../../actions/mcp-client/install-mcp.ts";
import { SyncError } from "../../core/errors.ts";
import { nearest } from "../../core/nearest.ts";
import type { Invocation, Report } from "../command.ts";

export async function run({ context, terminal, args, options }: Invocation): Promise<Report> {
  const [wished] = args;
  if (wished === undefined) {
    const document = { mcpServers: { "sync-hooks": mcpEntry(context) } };
    terminal.out(JSON.stringify(document, null, 2));
    return { status: 0, document };
  }
  const client = clientOf(wished);
  const mode = options["dryRun"] ? "plan" : "apply";
  const scope = options["project"] ? "project" : "user";
  const { title, file, action, diff } = installMcp(context, client, { scope, mode });
  if (mode === "plan") terminal.out(diff === "" ? `unchanged  ${file}` : diff);
  else terminal.out(`${action}  ${file}`);
  if (mode === "apply" && action !== "unchanged") terminal.out(`  restart ${title} to use it`);
  return { status: 0, document: { client, file, action, dry_run: mode === "plan", diff } };
}

function clientOf(word: string): ClientName {
  const names = Object.keys(clients) as ClientName[];
  const found = names.find((name) => name === word);
  if (found) return found;
  const near = nearest(word, names);
  throw new SyncError("usage", `sync-hooks does not know the client ${word}`, {
    hint: near
      ? `did you mean ${near}?`
      : `it knows ${names.join(", ")}; for any other: sync-hooks mcp install`,
  });
}
