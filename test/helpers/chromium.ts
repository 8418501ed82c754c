import { chromium, type Browser } from "playwright-core";

/** Debian's own. */
export const chromiumFile = "/usr/bin/chromium";

/** As root, Chromium has no sandbox. Nothing but loopback is asked for. */
export function startChromium(): Promise<Browser> {
  const args = ["--no-sandbox", "--disable-background-networking", "--disable-gpu"];
  return chromium.launch({ executablePath: chromiumFile, args });
}
