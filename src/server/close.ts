import type { Server } from "node:http";
import type { Limits } from "./limits.ts";

/** Takes no more connections, lets requests under way end for a while, then cuts the rest off. */
export async function close(server: Server, limits: Limits): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const cut = setTimeout(() => server.closeAllConnections(), limits.finishMs);
  await closed;
  clearTimeout(cut);
}
