import type { Server } from "node:http";
import type { Limits } from "./limits.ts";

const lookMs = 25;

/** Takes no more connections, lets requests under way end for a while, then cuts the rest off. */
export async function close(server: Server, limits: Limits): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  // A connection that was busy a moment ago may stay open, idle, for a next request.
  const look = setInterval(() => server.closeIdleConnections(), lookMs);
  const cut = setTimeout(() => server.closeAllConnections(), limits.finishMs);
  await closed;
  clearInterval(look);
  clearTimeout(cut);
}
