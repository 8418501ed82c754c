import { McpServer } from "@modelcontextprotocol/server";
import { serveStdio } from "@modelcontextprotocol/server/stdio";
import type { Context } from "../actions/context.ts";
import { version } from "../core/version.ts";
import { toolError } from "./tool-error.ts";
import type { Tool } from "./tool.ts";
import { tools } from "./tools.ts";

const instructions = `sync-hooks knows what each repository should work on next and keeps markdown task files, \
the hub database and git remotes in step. Begin with get_repo_dispatch. Report progress with update_task_status, or \
by editing the task file and committing. Ask people with request_human instead of guessing.`;

/**
 * Answers the Model Context Protocol on standard input and output, in the era that the client opens with, until
 * the client closes its end or `stopped`.
 */
export async function serveMcp(ctx: Context, stopped: AbortSignal): Promise<void> {
  const ended = inputEnded(stopped);
  const handle = serveStdio(() => makeServer(ctx), {
    onerror: (error) => ctx.log.write("WARN", "mcp", error.message),
  });
  await ended;
  await handle.close();
}

/** A server with every tool of the table. */
function makeServer(ctx: Context): McpServer {
  const server = new McpServer(
    { name: "sync-hooks", title: "sync-hooks", version },
    { capabilities: { tools: {} }, instructions },
  );
  for (const tool of tools) register(server, ctx, tool);
  return server;
}

function register(server: McpServer, ctx: Context, tool: Tool): void {
  const { name, title, description, input, output, annotations } = tool;
  const config = {
    title,
    description,
    inputSchema: input,
    outputSchema: output,
    annotations: { title, ...annotations },
  };
  server.registerTool(name, config, async (args) => {
    try {
      const structured = output.parse(await tool.call(ctx, args));
      return {
        content: [{ type: "text", text: tool.words(structured, ctx) }],
        structuredContent: structured,
      };
    } catch (thrown) {
      return toolError(thrown);
    }
  });
}

function inputEnded(stopped: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    process.stdin.once("end", resolve);
    process.stdin.once("close", resolve);
    if (stopped.aborted) resolve();
    else stopped.addEventListener("abort", () => resolve(), { once: true });
  });
}
