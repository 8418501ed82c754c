import { existsSync, writeFileSync } from "node:fs";
import { onTestFinished } from "vitest";
import { writeFile, type Home } from "./home.ts";
import { until } from "./until.ts";

/** Makes every push wait, once it has begun, until `open` is called. */
export function holdPushes(home: Home, remote: string) {
  const gate = `${home.path}/gate`;
  const begun = `${home.path}/begun`;
  const wait = `#!/bin/sh\necho >>'${begun}'\nwhile [ ! -e '${gate}' ]; do sleep 0.02; done\n`;
  writeFile(remote, "hooks/pre-receive", wait, 0o755);
  const open = () => writeFileSync(gate, "");
  onTestFinished(open);
  return { begun: () => until("a push has begun", () => existsSync(begun)), open };
}
