import type { ConfigPlaces } from "../config/load.ts";
import type { Config, StepConfig } from "../config/schema.ts";
import type { Hub } from "../hub/hub.ts";
import type { Stamp } from "../hub/stamps.ts";
import type { Ledger } from "../ledger/open.ts";
import type { Clock } from "../system/clock.ts";
import type { Directories } from "../system/directories.ts";
import type { FileAccess } from "../system/file-access.ts";
import type { Run } from "../system/run.ts";
import type { Log } from "../system/log.ts";
import type { Turn } from "./turns.ts";

/** The config that holds, and beside it the steps that the repository's own asks for: they need its owner's trust. */
export type LoadedConfig = Config & { repositorySteps: StepConfig[] };

/**
 * What a verb needs of the world. Each part that holds a connection is opened on first use, so that a
 * hook that only pushes never loads the hub.
 */
export type Context = {
  env: NodeJS.ProcessEnv;
  cwd: string;
  directories: Directories;
  clock: Clock;
  /** How task files are read and written. */
  files: FileAccess;
  /** Starts processes. */
  run: Run;
  log: Log;
  /** `--config FILE`, or the user's config file. */
  configFile: string;
  configFileMust: ConfigPlaces["configFileMust"];
  ledger: () => Ledger;
  hub: () => Promise<Hub>;
  /** Tells the hub how a run ended; a sweep gathers many into one transaction. */
  stamp: (stamp: Stamp) => Promise<void>;
  /** Where the hub could not be opened, lets its next use try again: for what outlives a hub's restart. */
  retryHub: () => Promise<void>;
  /** Closes the hub, which nobody may be using: its next use opens the one that the config names then. */
  leaveHub: () => Promise<void>;
  /** The config that holds in a checkout: the user's, with the repository's own over it. Null: the user's alone. */
  config: (checkoutPath: string | null) => Promise<LoadedConfig>;
  /**
   * When a forge last saw a push to the repository at this URL, as it has just told; null where none was asked, or
   * none can tell for certain.
   */
  lastPush: (remoteUrl: string) => string | null;
  /**
   * Held by a run for as long as it may have to wait for a remote or the user's steps: a sweep lets only so many do
   * that at a time.
   */
  turn: Turn;
  /** Closes what was opened. */
  close: () => Promise<void>;
};
