import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { SyncError } from "../core/errors.ts";

/** Starts to listen and gives the port. Throws `locked` where it is taken, `usage` where the address cannot be had. */
export function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", (error) => reject(cannotListen(host, port, error)));
    server.listen(port, host, () => resolve((server.address() as AddressInfo).port));
  });
}

function cannotListen(host: string, port: number, error: NodeJS.ErrnoException): SyncError {
  const where = `${host} port ${port}`;
  if (error.code === "EADDRINUSE")
    return new SyncError("locked", `${where} is taken by another program`, {
      hint: "another server of the hub? sync-hooks hub open shows it; else choose one: sync-hooks hub serve --port 0",
      cause: error,
    });
  if (error.code === "EACCES")
    return new SyncError("usage", `your user may not listen on ${where}`, {
      hint: "choose a port above 1023: sync-hooks hub serve --port 4747",
      cause: error,
    });
  return new SyncError("usage", `cannot listen on ${where}: ${error.message}`, {
    hint: "give --host an address of this machine",
    cause: error,
  });
}
