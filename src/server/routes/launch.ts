import type { OpenAPIHono } from "@hono/zod-openapi";
import type { Door } from "../door.ts";
import { sessionCookie } from "../guard/credentials.ts";

/** `POST /launch` makes a link for `hub open`; following it begins a session, once. */
export function launch(app: OpenAPIHono, door: Door): void {
  app.post("/launch", (c) => {
    const { code, expiresAt } = door.launchCodes.make();
    const url = `${door.url}launch?code=${code}`;
    return c.json({ url, expires_at: expiresAt.toISOString() }, 201, {
      "cache-control": "no-store",
    });
  });
  app.get("/launch", (c) => {
    c.header("cache-control", "no-store");
    if (!door.launchCodes.use(c.req.query("code") ?? "")) return c.html(usedPage, 403);
    const { port } = door.place;
    c.header("set-cookie", sessionCookie(port, door.token, door.ctx.clock.now()));
    return c.html(enterPage);
  });
}

// A redirect would still count as a visit from the page that the link was on, and leave the new cookie behind.
const enterPage = page(
  `<meta http-equiv="refresh" content="0;url=/">`,
  `<p><a href="/">Open Repo Sync Health</a></p>`,
);
const usedPage = page(
  "",
  `<h1>This link was used already, or is older than a minute</h1>
<p>For a new one, run: <code>sync-hooks hub open</code></p>
<p><a href="/">Look at Repo Sync Health without it</a></p>`,
);

function page(head: string, body: string): string {
  return `<!doctype html><html lang="en"><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>Repo Sync Health</title>
<link rel="stylesheet" href="/style.css">${head}<main class="plain">${body}</main></html>`;
}
