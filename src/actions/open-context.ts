import { statSync } from "node:fs";
import { join } from "node:path";
import type { Config } from "../config/schema.ts";
import type { Hub } from "../hub/open.ts";
import { cachedConfig, keepConfig } from "../ledger/config-cache.ts";
import { openLedger, type Ledger } from "../ledger/open.ts";
import { systemClock } from "../system/clock.ts";
import { directories } from "../system/directories.ts";
import { openLog } from "../system/log.ts";
import type { Context } from "./context.ts";

/** The names under which a repository may keep its own config, in the order of their precedence. */
export const repositoryConfigNames = [
  "package.json",
  ".sync-hooksrc",
  ".sync-hooksrc.json",
  ".sync-hooksrc.yaml",
  ".sync-hooksrc.yml",
] as const;

/** Builds the Context for one process; nothing is opened before its first use. */
export function openContext(options: {
  env: NodeJS.ProcessEnv;
  cwd: string;
  /** `--config FILE`; null for the user's own file. */
  configFile: string | null;
}): Context {
  const { env, cwd } = options;
  const places = directories(env);
  const configFile = options.configFile ?? places.configFile;
  const clock = systemClock;
  let openedLedger: Ledger | null = null;
  let openedHub: Promise<Hub> | null = null;
  const ledger = () => (openedLedger ??= openLedger(places.ledgerFile));
  const config = (checkoutPath: string | null) => loadConfig(ledger, configFile, checkoutPath);
  const openHub = async () => {
    const [{ openHub: open }, { hub }] = await Promise.all([
      import("../hub/open.ts"),
      config(null),
    ]);
    return open(hub ?? `sqlite:${places.hubFile}`);
  };
  return {
    env,
    cwd,
    directories: places,
    clock,
    log: openLog(places.logs, clock),
    configFile,
    ledger,
    hub: () => (openedHub ??= openHub()),
    config,
    async close() {
      openedLedger?.close();
      openedLedger = null;
      const hub = openedHub;
      openedHub = null;
      // A hub that never opened has told its caller why already.
      const opened = hub && (await hub.catch(() => null));
      await opened?.close();
    },
  };
}

/** The validated config, from the ledger while the files it was read from are unchanged. */
async function loadConfig(
  ledger: () => Ledger,
  configFile: string,
  checkoutPath: string | null,
): Promise<Config> {
  const files = [
    configFile,
    ...(checkoutPath === null ? [] : repositoryConfigNames.map((name) => join(checkoutPath, name))),
  ];
  const identity = files.map(fileIdentity).join("\n");
  const key = checkoutPath ?? "";
  const kept = cachedConfig(ledger(), key, identity);
  if (kept !== null) return kept as Config;
  const { readConfig } = await import("../config/load.ts");
  const config = await readConfig({ configFile, checkoutPath });
  keepConfig(ledger(), key, identity, config);
  return config;
}

/** Changes whenever the file does: device, inode, size and both times. */
function fileIdentity(path: string): string {
  const stat = statSync(path, { throwIfNoEntry: false, bigint: true });
  if (!stat) return "-";
  return [stat.dev, stat.ino, stat.size, stat.mtimeNs, stat.ctimeNs].join(":");
}
