import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import type { Hono } from "hono";
import { readDashboardFile } from "../../actions/hub/dashboard-files.ts";

/** Every file of the dashboard, by the path that it is asked for. */
const assets = {
  "/": ["index.html", "text/html; charset=utf-8"],
  "/app.js": ["app.js", "text/javascript; charset=utf-8"],
  "/style.css": ["style.css", "text/css; charset=utf-8"],
  "/icon.svg": ["icon.svg", "image/svg+xml"],
} as const;

/** Serves the dashboard's files from memory, packed; a browser asks anew each time and mostly hears "unchanged". */
export function dashboard(app: Pick<Hono, "get">): void {
  for (const [path, [name, type]] of Object.entries(assets)) {
    let kept: Kept | null = null;
    app.get(path, (c) => {
      kept ??= keep(readDashboardFile(name));
      const headers = { etag: kept.etag, "cache-control": "no-cache", vary: "accept-encoding" };
      if (c.req.header("if-none-match") === kept.etag) return c.body(null, 304, headers);
      const packed = /\bgzip\b/.test(c.req.header("accept-encoding") ?? "");
      return c.body(packed ? kept.packed : kept.bytes, 200, {
        ...headers,
        "content-type": type,
        ...(packed && { "content-encoding": "gzip" }),
      });
    });
  }
}

type Kept = { etag: string; bytes: Uint8Array<ArrayBuffer>; packed: Uint8Array<ArrayBuffer> };

function keep(file: Buffer): Kept {
  const etag = `"${createHash("sha1").update(file).digest("base64url")}"`;
  return {
    etag,
    bytes: new Uint8Array(file),
    packed: new Uint8Array(gzipSync(file, { level: 9 })),
  };
}
