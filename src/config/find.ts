import { ExplorerSync } from "cosmiconfig/dist/ExplorerSync.js";
import { accessSync, constants, existsSync } from "node:fs";
import { basename, join } from "node:path";
import { SyncError } from "../core/errors.ts";
import { repositoryConfigNames } from "./names.ts";
import { readSource, type ConfigSource } from "./source.ts";

const packageKey = "sync-hooks";

/** The user's config, or null where the file does not exist or is empty. Throws `config`. */
export function findUserConfig(file: string): ConfigSource | null {
  if (!existsSync(file)) return null;
  refuseUnreadable(file);
  return (explorer().load(file)?.config as ConfigSource | undefined) ?? null;
}

/** The repository's own config: the first of its names that holds one. Throws `config`. */
export function findRepositoryConfig(checkoutPath: string): ConfigSource | null {
  for (const name of repositoryConfigNames) {
    const file = join(checkoutPath, name);
    if (existsSync(file)) refuseUnreadable(file);
  }
  return (explorer().search(checkoutPath)?.config as ConfigSource | undefined) ?? null;
}

/** Data loaders alone: a file that asks for code by its name or by `$import` finds nothing that runs it. */
function explorer(): ExplorerSync {
  return new ExplorerSync({
    moduleName: packageKey,
    searchPlaces: [...repositoryConfigNames],
    loaders: { ".json": load, ".yaml": load, ".yml": load, noExt: load },
    transform: (result) => result,
    searchStrategy: "none",
    cache: false,
    ignoreEmptySearchPlaces: true,
    mergeSearchPlaces: false,
    mergeImportArrays: false,
    applyPackagePropertyPathToConfiguration: false,
    metaConfigFilePath: null,
  });
}

/** The loader's value is a ConfigSource, so that a `$import` key in the data means nothing to cosmiconfig. */
function load(file: string, text: string): ConfigSource | Record<string, ConfigSource> {
  if (basename(file) !== "package.json") return readSource(file, text, []);
  // A broken package.json that says nothing to sync-hooks is not its business.
  if (!text.includes(`"${packageKey}"`)) return {};
  const manifest = readSource(file, text, []);
  if (!(packageKey in manifest.value)) return {};
  return { [packageKey]: readSource(file, text, [packageKey]) };
}

/** cosmiconfig passes over what it may not read; a `push.enabled: false` in there must not get lost. */
function refuseUnreadable(file: string): void {
  try {
    accessSync(file, constants.R_OK);
  } catch (error) {
    throw new SyncError("config", `cannot read ${file}: permission denied`, {
      hint: `make it readable: chmod u+r ${file}`,
      cause: error,
    });
  }
}
