import { existsSync } from "node:fs";
import { join } from "node:path";
import type { ConfigPlaces } from "../config/load.ts";
import { repositoryConfigNames } from "../config/names.ts";
import { holdsPassword, redact } from "../core/redact.ts";
import type { Hub } from "../hub/hub.ts";
import { cachedConfig, keepConfig } from "../ledger/config-cache.ts";
import { openEmptyLedger, openLedger, type Ledger } from "../ledger/open.ts";
import { buildIdentity } from "../system/build-identity.ts";
import { systemClock } from "../system/clock.ts";
import { directories } from "../system/directories.ts";
import { systemFiles } from "../system/file-access.ts";
import { areSettled, fileState } from "../system/file-state.ts";
import { openLog } from "../system/log.ts";
import { run } from "../system/run.ts";
import type { Context, LoadedConfig } from "./context.ts";
import { hubUrl } from "./hub-url.ts";
import { keepIfPossible } from "./keep-if-possible.ts";
import { freeTurn } from "./turns.ts";

/** Builds the Context for one process; nothing is opened before its first use. */
export function openContext(options: {
  env: NodeJS.ProcessEnv;
  cwd: string;
  /** `--config FILE`; null for the user's own file. */
  configFile: string | null;
  /** `none`: a machine that has no ledger gets none, for a dry run; the default is `usual`. */
  traces?: "usual" | "none";
}): Context {
  const { env, cwd, traces = "usual" } = options;
  const places = directories(env);
  const configFile = options.configFile ?? places.configFile;
  const configFileMust = options.configFile === null ? "be-readable-if-present" : "exist";
  const clock = systemClock;
  let openedLedger: Ledger | null = null;
  let openedHub: Promise<Hub> | null = null;
  const openOwn = () =>
    traces === "none" && !existsSync(places.ledgerFile)
      ? openEmptyLedger()
      : openLedger(places.ledgerFile);
  const ledger = () => (openedLedger ??= openOwn());
  const log = openLog(places.logs, clock);
  const config = (checkoutPath: string | null) =>
    loadConfig({ ledger, log, clock }, { configFile, configFileMust, checkoutPath });
  const openHub = async () => {
    const [{ openHub: open }, url] = await Promise.all([
      import("../hub/open.ts"),
      hubUrl({ config, configFile, configFileMust, directories: places }),
    ]);
    return open(url);
  };
  const hub = () => (openedHub ??= openHub());
  const leaveHub = async () => {
    const asked = openedHub;
    openedHub = null;
    // A hub that never opened has told its caller why already.
    const opened = asked && (await asked.catch(() => null));
    await opened?.close();
  };
  return {
    env,
    cwd,
    directories: places,
    clock,
    files: systemFiles,
    run,
    log,
    configFile,
    configFileMust,
    ledger,
    hub,
    async stamp(stamp) {
      const [{ writeStamps }, opened] = await Promise.all([import("../hub/stamps.ts"), hub()]);
      await writeStamps(opened, [stamp]);
    },
    async retryHub() {
      const tried = openedHub;
      const isOpen = (await tried?.catch(() => null)) ?? null;
      if (isOpen === null && openedHub === tried) openedHub = null;
    },
    leaveHub,
    config,
    lastPush: () => null,
    turn: freeTurn,
    async close() {
      openedLedger?.close();
      openedLedger = null;
      await leaveHub();
    },
  };
}

/**
 * The validated config, from the ledger while this is the program that put it there and the files it was
 * read from are unchanged. `config show` and `config validate` always read the files.
 */
async function loadConfig(
  { ledger, log, clock }: Pick<Context, "ledger" | "log" | "clock">,
  places: ConfigPlaces,
): Promise<LoadedConfig> {
  const { configFile, configFileMust, checkoutPath } = places;
  const names = checkoutPath === null ? [] : repositoryConfigNames;
  const startedAt = clock.now();
  const files = [configFile, ...names.map((name) => join(checkoutPath ?? "", name))].map((path) =>
    fileState(systemFiles, path),
  );
  const states = files.map((file) => file.identity);
  const identity = [buildIdentity, configFileMust, configFile, ...states].join("\n");
  const key = checkoutPath ?? "";
  const kept = cachedConfig(ledger(), key, identity);
  if (kept !== null) return kept as LoadedConfig;
  const { readConfig } = await import("../config/load.ts");
  const { config: combined, untrustedSteps } = readConfig(places);
  const config: LoadedConfig = { ...combined, repositorySteps: untrustedSteps };
  if (areSettled(files, startedAt))
    keepIfPossible(log, "the config", () =>
      keepConfig(ledger(), key, identity, withoutPassword(config)),
    );
  return config;
}

/** A password stays in the user's own file: what the ledger keeps names the server alone. */
function withoutPassword(config: LoadedConfig): LoadedConfig {
  const { hub, tasks } = config;
  const { table } = tasks;
  return {
    ...config,
    ...(hub !== undefined && { hub: namedAlone(hub) }),
    ...(table && { tasks: { ...tasks, table: { ...table, url: namedAlone(table.url) } } }),
  };
}

const namedAlone = (url: string) => (holdsPassword(url) ? redact(url) : url);
