import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { startChromium } from "../helpers/chromium.ts";
import { git, median, syncHooks, timed, type BenchHome, type Target } from "./harness.ts";

/** Paint entries and long tasks as the browser itself measures them; medians of five visits. */
export async function paint(url: string, repositories: number): Promise<Target[]> {
  const browser = await startChromium();
  const paints: number[] = [];
  const longest: number[] = [];
  let bytes = 0;
  try {
    for (let visit = 0; visit < 5; visit += 1) {
      const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
      await page.addInitScript(
        "window.long = []; new PerformanceObserver((l) => window.long.push(...l.getEntries().map((e) => e.duration))).observe({ type: 'longtask', buffered: true });",
      );
      await page.goto(url);
      await page
        .locator(".row")
        .nth(repositories - 1)
        .waitFor({ state: "attached" });
      const seen = (await page.evaluate(
        "({ paint: performance.getEntriesByName('first-contentful-paint')[0].startTime, long: window.long, bytes: performance.getEntriesByType('resource').reduce((sum, e) => sum + e.transferSize, performance.getEntriesByType('navigation')[0].transferSize) })",
      )) as { paint: number; long: number[]; bytes: number };
      paints.push(seen.paint);
      longest.push(Math.max(0, ...seen.long));
      bytes = seen.bytes;
      await page.close();
    }
  } finally {
    await browser.close();
  }
  console.log(
    `  with its data of ${repositories} repositories: ${(bytes / 1024).toFixed(0)} KB, packed`,
  );
  const name = `the dashboard with ${repositories} repositories`;
  return [
    { name: `first paint of ${name}`, value: median(paints), limit: 1000, unit: "ms" },
    { name: `longest task of ${name}`, value: median(longest), limit: 100, unit: "ms" },
    {
      name: `weight of ${name}, data and all`,
      value: bytes / 1024 / 1024,
      limit: 150 / 1024,
      unit: "MB",
    },
  ];
}

const commits = 5;

/** How long after a commit in a registered repository its row has the new time, in a page that stays open. */
export async function rowAfterCommit(home: BenchHome, url: string): Promise<Target> {
  const work = join(home.path, "watched");
  const remote = join(home.path, "watched.git");
  mkdirSync(work);
  git(home, home.path, "init", "-q", "--bare", remote);
  git(home, work, "init", "-q");
  git(home, work, "remote", "add", "origin", remote);
  git(home, work, "commit", "-q", "--allow-empty", "-m", "first");
  git(home, work, "push", "-q", "-u", "origin", "main");
  syncHooks(home, work, "install");
  const browser = await startChromium();
  const taken: number[] = [];
  try {
    const page = await browser.newPage();
    await page.goto(url);
    const name = page.locator(".slug", { hasText: /^watched$/ });
    const time = page.locator(".row").filter({ has: name }).locator(".age time");
    const shown = async () => (await time.getAttribute("datetime")) ?? "never";
    await page.locator("#live[data-state=live]").waitFor();
    await time.waitFor({ state: "attached" });
    for (let round = 0; round < commits; round += 1) {
      const before = await shown();
      const ms = await timed(async () => {
        git(home, work, "commit", "-q", "--allow-empty", "-m", `round ${round}`);
        while ((await shown()) === before) await page.waitForTimeout(10);
      });
      taken.push(ms);
    }
  } finally {
    await browser.close();
  }
  return { name: "from a commit to its row", value: Math.max(...taken), limit: 2000, unit: "ms" };
}
