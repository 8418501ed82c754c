import { existsSync } from "node:fs";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, onTestFinished } from "vitest";
import { chromiumFile, startChromium } from "./chromium.ts";
import { requires } from "./requirements.ts";

export const requiresChromium = () => requires("chromium", "chromium");

/** Debian's Chromium, one for all tests of a file; each page gets a profile of its own. */
export function sharedBrowser(): { open: (options: PageOptions) => Promise<Page> } {
  let browser: Browser | null = null;
  beforeAll(async () => {
    if (existsSync(chromiumFile)) browser = await startChromium();
  });
  afterAll(async () => browser?.close());
  return {
    async open({ url, ...options }) {
      if (!browser) throw new Error("call this in a test that requires Chromium");
      const context: BrowserContext = await browser.newContext({
        viewport: { width: 1280, height: 800 },
        reducedMotion: "reduce",
        ...options,
      });
      onTestFinished(() => context.close());
      const page = await context.newPage();
      await page.goto(url);
      return page;
    },
  };
}

export type PageOptions = {
  url: string;
  viewport?: { width: number; height: number };
  colorScheme?: "light" | "dark";
  isMobile?: boolean;
  bypassCSP?: boolean;
  permissions?: string[];
};
