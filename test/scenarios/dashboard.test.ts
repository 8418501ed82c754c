import { existsSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { syncHooks } from "../helpers/cli.ts";
import { requiresChromium, sharedBrowser } from "../helpers/browser.ts";
import { violations } from "../helpers/axe.ts";
import { deskWithConflict } from "../helpers/conflict.ts";
import { startForge, text } from "../helpers/forge-server.ts";
import { startHttpRemote } from "../helpers/http-remote.ts";
import { makeHome } from "../helpers/home.ts";
import { addManyRepos } from "../helpers/many-repos.ts";
import { contextOf } from "../helpers/registered.ts";
import { commitFile, git, makeRemote, makeRepository } from "../helpers/repository.ts";
import { serveByCommand } from "../helpers/served.ts";
import { startServer } from "../helpers/server.ts";
import { requestLaunch } from "../../src/actions/hub/open-dashboard.ts";
import { until } from "../helpers/until.ts";

const browser = sharedBrowser();

const rowOf = (page: Page, slug: string) =>
  page.locator(".row").filter({ has: page.locator(".slug", { hasText: new RegExp(`^${slug}$`) }) });

/** The names in the list, from the top. */
const slugs = (page: Page) => page.locator(".row .slug").allTextContents();

async function openMany(count: number, options: Partial<Parameters<typeof browser.open>[0]> = {}) {
  const ctx = contextOf(makeHome());
  await addManyRepos(ctx, count);
  const server = await startServer(ctx);
  const page = await browser.open({ url: server.url, ...options });
  if (count > 0)
    await page
      .locator(".row")
      .nth(count - 1)
      .waitFor({ state: "attached" });
  return { ctx, server, page };
}

describe.skipIf(requiresChromium())("Repo Sync Health", () => {
  test("a commit in a registered repository changes its row without a reload", async () => {
    const home = makeHome();
    const work = makeRepository(home, "work", makeRemote(home));
    await syncHooks(home, ["install", work]);
    const page = await browser.open({ url: (await serveByCommand(home)).url });
    const row = rowOf(page, "work");
    await row.locator(".age", { hasText: "never" }).waitFor();
    await page.evaluate("window.stillTheSamePage = true");
    commitFile(home, work, "a.txt", "1");
    await row.locator(".age[data-freshness=fresh]").waitFor();
    await row.locator(".status", { hasText: "synced" }).waitFor();
    expect(await page.evaluate("window.stillTheSamePage")).toBe(true);
  });

  test("a conflict shows both values, and one click writes the chosen one into the file", async () => {
    const desk = await deskWithConflict();
    const server = await startServer(desk.ctx);
    const page = await browser.open({ url: (await requestLaunch(desk.ctx)).url });
    const card = page.locator(".card");
    await card.waitFor();
    expect(await card.locator(".side .value").allTextContents()).toEqual([
      "in_progress",
      "blocked",
    ]);
    await card.getByRole("button", { name: "Keep the hub's blocked" }).click();
    await page.locator("#decisions").waitFor({ state: "hidden" });
    expect(desk.read("workplans/plan.md")).toContain("id: T1\nstatus: blocked");
    expect(desk.row("T1")).toMatchObject({ status: "blocked" });
    expect(server.url).toContain("127.0.0.1");
  });

  test("without a session the page shows all, and says how to act", async () => {
    const { page } = await openMany(2);
    await page.locator(".notice-read-only code", { hasText: "sync-hooks hub open" }).waitFor();
    expect(await slugs(page)).toHaveLength(2);
  });

  test("the worst stands first, and a filter shows as many as its count says", async () => {
    const { page } = await openMany(60);
    const severities = await page
      .locator(".row")
      .evaluateAll((rows) => rows.map((row) => row.getAttribute("data-severity")));
    expect(severities).toEqual(severities.toSorted((a, b) => rank(a) - rank(b)));
    const filter = page.locator(".filter[data-filter=stale]");
    await filter.click();
    const count = Number(await filter.locator(".count").textContent());
    expect(count).toBeGreaterThan(0);
    expect(await page.locator(".row .age[data-freshness=stale]").count()).toBe(count);
    expect(await page.locator(".row").count()).toBe(count);
    await page.reload();
    await page.locator(".filter[data-filter=stale][aria-pressed=true]").waitFor();
    await page.locator(".filter[data-filter=all]").click();
    await page.locator(".row").nth(59).waitFor({ state: "attached" });
  });

  test("a row has its error and the command that mends it, one click copies that, and opened it has every machine", async () => {
    const { page } = await openMany(6, { permissions: ["clipboard-read", "clipboard-write"] });
    const row = rowOf(page, "r003");
    await row.locator(".outcome", { hasText: "not authorised" }).waitFor();
    expect(await row.locator(".what").textContent()).toContain(
      "the remote refused the credentials",
    );
    const mend = "git -C /code/r003 push";
    expect(await row.locator(".status code").textContent()).toBe(mend);
    await row.locator(".status button").click();
    await until(
      "the clipboard has it",
      async () => (await page.evaluate("navigator.clipboard.readText()")) === mend,
    );
    expect(await row.locator(".spark").getAttribute("aria-label")).toMatch(/^Last 3 syncs: /);
    await row.locator(".toggle").click();
    expect(await row.locator(".checkout strong").allTextContents()).toEqual(
      expect.arrayContaining(["laptop", hostname()]),
    );
  });

  test("ages go on by themselves, and the counts with them", async () => {
    const ctx = contextOf(makeHome());
    await addManyRepos(ctx, 6);
    const server = await startServer(ctx);
    const page = await browser.open({ url: "about:blank" });
    await page.clock.install();
    await page.goto(server.url);
    const row = rowOf(page, "r000");
    await row.locator(".age[data-freshness=fresh]").waitFor();
    const fresh = page.locator(".filter[data-filter=fresh] .count");
    expect(await fresh.textContent()).toBe("2");
    await page.clock.fastForward("45:00");
    await row.locator(".age", { hasText: /^(4[6-9]|5\d) min ago/ }).waitFor();
    await rowOf(page, "r001").locator(".age[data-freshness=aging]").waitFor();
    await until("the count follows", async () => (await fresh.textContent()) === "1");
    await page.clock.fastForward("48:00:00");
    await row.locator(".age[data-freshness=stale]").waitFor();
  });

  test.each([0, 3, 1000])(
    "%i repositories fit a phone and a wide screen, light and dark, and can all be reached",
    { timeout: 240_000 },
    async (count) => {
      const { page } = await openMany(count);
      for (const width of [360, 1920])
        for (const colorScheme of ["light", "dark"] as const) {
          await page.setViewportSize({ width, height: 800 });
          await page.emulateMedia({ colorScheme });
          const [wide, seen] = (await page.evaluate(
            "[document.documentElement.scrollWidth, document.documentElement.clientWidth]",
          )) as [number, number];
          expect(wide, `at ${width} px`).toBeLessThanOrEqual(seen);
          if (count <= 3) expect(await violations(page), colorScheme).toEqual([]);
        }
      if (count === 0) return;
      const last = `r${String(count - 1).padStart(3, "0")}`;
      await page.keyboard.press("/");
      await page.keyboard.type(last);
      await until("its row is left alone", async () => (await slugs(page)).join() === last);
    },
  );

  test("the keyboard searches, walks, opens and clears", async () => {
    const { page } = await openMany(12);
    await page.keyboard.press("/");
    await page.keyboard.type("r007");
    await until("one row is left", async () => (await slugs(page)).length === 1);
    expect(await slugs(page)).toEqual(["r007"]);
    await page.keyboard.press("Escape");
    await until("all rows are back", async () => (await slugs(page)).length === 12);
    const names = await slugs(page);
    for (const key of ["j", "ArrowDown", "j", "k"]) await page.keyboard.press(key);
    const focused = page.locator(".toggle:focus");
    expect(await focused.textContent()).toBe(names[1]);
    await page.keyboard.press("Enter");
    expect(await focused.getAttribute("aria-expanded")).toBe("true");
    await rowOf(page, names[1] ?? "")
      .locator(".checkout .path")
      .first()
      .waitFor();
  });

  test("a row keeps the focus and stays open while it changes and moves", async () => {
    const { ctx, page } = await openMany(6);
    await rowOf(page, "r002").locator(".toggle").click();
    await rowOf(page, "r002").locator(".details").waitFor();
    const at = new Date().toISOString();
    const hub = await ctx.hub();
    await hub.write((db) =>
      db
        .updateTable("repos")
        .set({ last_state_synced_at: at })
        .where("slug", "=", "r002")
        .execute(),
    );
    await rowOf(page, "r002").locator(".age[data-freshness=fresh]").waitFor();
    expect(await page.locator(".toggle:focus").textContent()).toBe("r002");
    expect(await rowOf(page, "r002").locator(".details").isVisible()).toBe(true);
  });

  test("HTML in a task's title and a slug's remote is text", async () => {
    const evil = '<img src=x onerror="window.wasRun = true"><script>window.wasRun = true</script>';
    const desk = await deskWithConflict();
    desk.sql("UPDATE tasks SET title = ?", evil);
    desk.sql("UPDATE repos SET remote_key = ?", `git.example/${evil}`);
    await startServer(desk.ctx);
    const page = await browser.open({ url: (await requestLaunch(desk.ctx)).url });
    await page.locator(".card", { hasText: "<script>" }).waitFor();
    await page.locator(".row .toggle").click();
    await page.locator(".next", { hasText: "<img" }).waitFor();
    expect(await page.locator(".remote").textContent()).toContain(evil);
    expect(await page.locator("main img, main script").count()).toBe(0);
    expect(await page.evaluate("window.wasRun")).toBeUndefined();
  });

  test("the server gone is said, and its return heard, without a reload", async () => {
    const home = makeHome();
    const ctx = contextOf(home);
    await addManyRepos(ctx, 2);
    const server = await startServer(ctx);
    const page = await browser.open({ url: server.url });
    await page.locator("#live[data-state=live]").waitFor();
    await server.stop();
    await page.locator(".notice-server").waitFor();
    expect(await slugs(page)).toHaveLength(2);
    await addManyRepos(ctx, 3);
    await startServer(ctx, { port: server.port });
    await page.locator("#live[data-state=live]").waitFor();
    await page.locator(".notice-server").waitFor({ state: "detached" });
    await rowOf(page, "r002").waitFor();
  });

  test("an unregistered repository of a forge is registered by one click", async () => {
    const home = makeHome();
    const forge = await startForge("gitea");
    Object.assign(home.env, { GITEA_URL: forge.url, GITEA_TOKEN: forge.token });
    const remote = makeRemote(home, "srv/api.git");
    const remotes = await startHttpRemote(home);
    const seed = makeRepository(home, "code/seed");
    git(home, seed, "push", "--quiet", remote, "main");
    forge.repos.push({ id: 1, owner: "team", name: "api", cloneUrl: remotes.url(remote) });
    await syncHooks(home, ["add", seed]);
    await syncHooks(home, ["inventory"]);
    const ctx = contextOf(home);
    await startServer(ctx);
    const page = await browser.open({ url: (await requestLaunch(ctx)).url });
    await page.locator(".entry", { hasText: "seed" }).waitFor();
    await page.getByRole("button", { name: /^Register team\/api/ }).click();
    await rowOf(page, "api").waitFor();
    await page.locator(".entry", { hasText: "team/api" }).waitFor({ state: "detached" });
    expect(existsSync(join(home.path, "code/api/.git/hooks/post-commit"))).toBe(true);
  });

  test("each forge shows where its list comes from, its time and age; a button reads it again", async () => {
    const home = makeHome();
    const forge = await startForge("gitea", [{ id: 1, owner: "team", name: "api" }]);
    Object.assign(home.env, { GITEA_URL: forge.url, GITEA_TOKEN: forge.token });
    await syncHooks(home, ["inventory"]);
    const ctx = contextOf(home);
    const hub = await ctx.hub();
    const listedAt = new Date(Date.now() - 3 * 3_600_000).toISOString();
    await hub.write((db) => db.updateTable("forges").set({ listed_at: listedAt }).execute());
    await startServer(ctx);
    const page = await browser.open({ url: (await requestLaunch(ctx)).url });
    const line = page.locator(".forge", { hasText: `gitea, ${forge.url}, 1 repository` });
    await line.locator(`time[datetime="${listedAt}"]`, { hasText: "3 h ago" }).waitFor();
    forge.repos.push({ id: 2, owner: "team", name: "web" });
    await line.getByRole("button", { name: "Refresh the list of 127.0.0.1" }).click();
    await page.locator(".entry", { hasText: "team/web" }).waitFor();
    await page.locator(".forge", { hasText: "2 repositories" }).waitFor();
    await page.locator(".forge time", { hasText: "just now" }).waitFor();
    forge.onRequest = (_request, response) => {
      text(response, 401, "no");
      return true;
    };
    await page.getByRole("button", { name: /^Refresh the list of/ }).click();
    await page.locator(".forge .tone-bad", { hasText: "refuses the token" }).waitFor();
    expect(await page.locator(".entry", { hasText: "team/web" }).count()).toBe(1);
    expect(await violations(page)).toEqual([]);
    expect(await page.content()).not.toContain(forge.token);
  });

  test("without a session the refresh of a forge's list is refused, and said so", async () => {
    const home = makeHome();
    const forge = await startForge("gitea", [{ id: 1, owner: "team", name: "api" }]);
    Object.assign(home.env, { GITEA_URL: forge.url, GITEA_TOKEN: forge.token });
    await syncHooks(home, ["inventory"]);
    const server = await startServer(contextOf(home));
    const page = await browser.open({ url: server.url });
    const asked = forge.requests.length;
    await page.getByRole("button", { name: /^Refresh the list of/ }).click();
    await page.locator(".notice-act", { hasText: "was not read" }).waitFor();
    expect(forge.requests).toHaveLength(asked);
  });

  test("the page asks nobody but its own server", async () => {
    const ctx = contextOf(makeHome());
    await addManyRepos(ctx, 3);
    const server = await startServer(ctx);
    const page = await browser.open({ url: "about:blank" });
    const asked: string[] = [];
    page.on("request", (request) => asked.push(request.url()));
    await page.goto(server.url);
    await page.locator(".row .toggle").first().click();
    await page.locator(".next-work").waitFor({ state: "attached" });
    expect(asked.length).toBeGreaterThan(4);
    expect(asked.filter((url) => !url.startsWith(server.url))).toEqual([]);
  });

  test("an empty hub says how to begin", async () => {
    const { page } = await openMany(0);
    await page.locator("#empty code", { hasText: "sync-hooks install --scan" }).waitFor();
  });

  test("axe finds nothing, light and dark, in the list, an opened row and the empty page", async () => {
    const desk = await deskWithConflict();
    await addManyRepos(desk.ctx, 10);
    await startServer(desk.ctx);
    const page = await browser.open({ url: (await requestLaunch(desk.ctx)).url });
    await page.locator(".card").waitFor();
    await page.locator(".row").nth(10).waitFor({ state: "attached" });
    await page.locator(".row .toggle").first().click();
    await page.locator(".next-work h3").waitFor();
    const { page: empty } = await openMany(0);
    await empty.locator("#empty").waitFor();
    await empty.locator(".notice").waitFor();
    for (const colorScheme of ["light", "dark"] as const)
      for (const one of [page, empty]) {
        await one.emulateMedia({ colorScheme });
        expect(await violations(one), colorScheme).toEqual([]);
      }
  });

  test("from 360 to 1920 px nothing scrolls sideways", async () => {
    const desk = await deskWithConflict("A plan with a title that goes on and on ".repeat(4));
    desk.sql(
      "UPDATE conflicts SET hub = ?, file = ?",
      "x".repeat(120),
      `${"long/".repeat(30)}f.md`,
    );
    await addManyRepos(desk.ctx, 30);
    await startServer(desk.ctx);
    const page = await browser.open({ url: (await requestLaunch(desk.ctx)).url });
    await page.locator(".card").waitFor();
    await page.locator(".row").nth(30).waitFor({ state: "attached" });
    await page.locator(".row .toggle").first().click();
    await page.locator(".details .checkout").first().waitFor();
    for (const width of [360, 480, 768, 1024, 1280, 1920]) {
      await page.setViewportSize({ width, height: 800 });
      const [wide, seen] = (await page.evaluate(
        "[document.documentElement.scrollWidth, document.documentElement.clientWidth]",
      )) as [number, number];
      expect(wide, `at ${width} px`).toBeLessThanOrEqual(seen);
    }
  });
});

const rank = (severity: string | null) => ["bad", "warn", "note", "none"].indexOf(severity ?? "");

test("the page weighs at most 150 KB, packed", async () => {
  const ctx = contextOf(makeHome());
  const { url } = await startServer(ctx);
  let bytes = 0;
  for (const path of ["", "app.js", "style.css", "icon.svg"]) {
    const response = await fetch(`${url}${path}`, { headers: { "accept-encoding": "gzip" } });
    expect(response.headers.get("content-encoding")).toBe("gzip");
    bytes += Number(response.headers.get("content-length"));
  }
  expect(bytes).toBeLessThan(150 * 1024);
});
