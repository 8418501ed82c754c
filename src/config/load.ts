import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, resolve } from "node:path";
import type * as z from "zod";
import { SyncError } from "../core/errors.ts";
import { combine } from "./combine.ts";
import { configError, type ConfigOwner } from "./complain.ts";
import { findRepositoryConfig, findUserConfig } from "./find.ts";
import { repositorySchema, userSchema, type Config, type StepConfig } from "./schema.ts";
import type { ConfigSource } from "./source.ts";

export type ConfigPlaces = {
  configFile: string;
  /** Whether it is an error that `configFile` does not exist. */
  configFileMust: "exist" | "be-readable-if-present";
  /** The checkout whose own config is laid over the user's; null for the user's alone. */
  checkoutPath: string | null;
};

export type ConfigReading = {
  config: Config;
  /** The files that it was read from, the user's first. */
  files: string[];
  /** Steps that the repository's own config asks for: they are not part of `config` and do not run. */
  untrustedSteps: StepConfig[];
};

/** Reads and checks the user's config and the repository's own over it. Throws `config`. */
export function readConfig(places: ConfigPlaces): ConfigReading {
  const { configFile, configFileMust, checkoutPath } = places;
  if (configFileMust === "exist" && !existsSync(configFile))
    throw new SyncError("config", `there is no config file ${configFile}`, {
      hint: "name a file that exists with --config, or leave --config out",
    });
  const user = findUserConfig(configFile);
  if (user) checkSource(user, "user", userSchema);
  const repository = checkoutPath === null ? null : findRepositoryConfig(checkoutPath);
  const checked = repository && checkSource(repository, "repository", repositorySchema);
  const config = userSchema.parse(combine(user?.value ?? {}, repository?.value ?? {}));
  return {
    config: withWholePaths(config, dirname(configFile)),
    files: [user, repository].flatMap((source) => (source ? [source.file] : [])),
    untrustedSteps: checked?.steps ?? [],
  };
}

function checkSource<Schema extends z.ZodType>(
  source: ConfigSource,
  owner: ConfigOwner,
  schema: Schema,
): z.output<Schema> {
  const checked = schema.safeParse(source.value);
  if (!checked.success) throw configError(source, owner, checked.error.issues);
  return checked.data;
}

function withWholePaths(config: Config, folder: string): Config {
  const { hub, tasks } = config;
  const { table } = tasks;
  return {
    ...config,
    ...(hub && { hub: absoluteHub(hub, folder) }),
    ...(table && { tasks: { ...tasks, table: { ...table, url: absoluteHub(table.url, folder) } } }),
  };
}

/** A relative path or `~/` in `sqlite:PATH` means the same file wherever sync-hooks was started. */
function absoluteHub(url: string, folder: string): string {
  const path = /^sqlite:(.+)$/.exec(url)?.[1];
  if (path === undefined) return url;
  return `sqlite:${path.startsWith("~/") ? resolve(homedir(), path.slice(2)) : resolve(folder, path)}`;
}
