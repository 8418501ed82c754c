import { homedir } from "node:os";
import { join } from "node:path";

/** Where sync-hooks keeps its files. Every path is absolute. */
export type Directories = {
  config: string;
  data: string;
  state: string;
  logs: string;
  configFile: string;
  hubFile: string;
  ledgerFile: string;
  /** The one shared hook runner that every hook block starts. */
  runnerFile: string;
};

/**
 * The places: XDG Base Directory on Unix, `%LOCALAPPDATA%` on Windows, and all under
 * `SYNC_HOOKS_HOME` where that is set. A relative XDG value is ignored, as the XDG specification asks.
 */
export function directories(
  env: NodeJS.ProcessEnv,
  platform: NodeJS.Platform = process.platform,
): Directories {
  const { config, data, state } = roots(env, platform);
  return {
    config,
    data,
    state,
    logs: join(state, "log"),
    configFile: join(config, "config.yaml"),
    hubFile: join(data, "hub.db"),
    ledgerFile: join(state, "ledger.db"),
    runnerFile: join(data, "runner"),
  };
}

function roots(env: NodeJS.ProcessEnv, platform: NodeJS.Platform) {
  const own = env["SYNC_HOOKS_HOME"];
  if (own)
    return { config: join(own, "config"), data: join(own, "data"), state: join(own, "state") };
  const home = env["HOME"] || homedir();
  if (platform === "win32") {
    const local = env["LOCALAPPDATA"] || join(home, "AppData", "Local");
    const base = join(local, "sync-hooks");
    return { config: join(base, "config"), data: join(base, "data"), state: join(base, "state") };
  }
  const xdg = (name: string, ...fallback: string[]) => {
    const value = env[name];
    return join(value?.startsWith("/") ? value : join(home, ...fallback), "sync-hooks");
  };
  return {
    config: xdg("XDG_CONFIG_HOME", ".config"),
    data: xdg("XDG_DATA_HOME", ".local", "share"),
    state: xdg("XDG_STATE_HOME", ".local", "state"),
  };
}
