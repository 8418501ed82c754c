import { ExplorerSync } from "cosmiconfig/dist/ExplorerSync.js";
import { accessSync, constants, lstatSync, statSync, type Stats } from "node:fs";
import { basename, join } from "node:path";
import { SyncError } from "../core/errors.ts";
import { repositoryConfigNames } from "./names.ts";
import { readSource, type ConfigSource } from "./source.ts";

const packageKey = "sync-hooks";

/** The user's config, or null where the file does not exist or is empty. Throws `config`. */
export function findUserConfig(file: string): ConfigSource | null {
  if (!isThere(file)) return null;
  refuseUnreadable(file, isFileOrSilent);
  return (explorer([]).load(file)?.config as ConfigSource | undefined) ?? null;
}

/** The repository's own config: the first of its names that holds one. Throws `config`. */
export function findRepositoryConfig(checkoutPath: string): ConfigSource | null {
  const places = repositoryConfigNames.filter((name) => {
    const file = join(checkoutPath, name);
    // A package.json that is none is not sync-hooks' business.
    if (!isThere(file) || (name === "package.json" && oddity(file, isFile) !== null)) return false;
    refuseUnreadable(file, isFile);
    return true;
  });
  return (explorer(places).search(checkoutPath)?.config as ConfigSource | undefined) ?? null;
}

/** Data loaders alone: a file that asks for code by its name or by `$import` finds nothing that runs it. */
function explorer(searchPlaces: string[]): ExplorerSync {
  return new ExplorerSync({
    moduleName: packageKey,
    searchPlaces,
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

/** Below a file there is nothing either. */
function isThere(file: string): boolean {
  try {
    return lstatSync(file, { throwIfNoEntry: false }) !== undefined;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOTDIR") return false;
    throw cannotRead(file, error);
  }
}

type Fits = (stat: Stats) => boolean;

/** What comes with a clone may be a link to any device, and most of them never end. */
const isFile: Fits = (stat) => stat.isFile();

/** A user says with /dev/null that there is no config. */
const isFileOrSilent: Fits = (stat) =>
  stat.isFile() ||
  (stat.isCharacterDevice() &&
    stat.rdev === statSync("/dev/null", { throwIfNoEntry: false })?.rdev);

/** cosmiconfig passes over what it may not read; a `push.enabled: false` in there must not get lost. */
function refuseUnreadable(file: string, fits: Fits): void {
  const odd = oddity(file, fits);
  if (odd !== null)
    throw new SyncError("config", `${file} ${odd}`, {
      hint: "put a file with the config in its place, or remove it",
    });
  try {
    accessSync(file, constants.R_OK);
  } catch (error) {
    throw cannotRead(file, error);
  }
}

/** Why there is nothing to read at the path, or no end to it; null for what fits. */
function oddity(file: string, fits: Fits): string | null {
  try {
    return fits(statSync(file)) ? null : "is no file";
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return "is a link that leads nowhere";
    if (code === "ELOOP") return "is a link that leads to itself";
    throw cannotRead(file, error);
  }
}

function cannotRead(file: string, error: unknown): SyncError {
  const { code, message } = error as NodeJS.ErrnoException;
  const why = code === "EACCES" ? "permission denied" : message;
  return new SyncError("config", `cannot read ${file}: ${why}`, {
    hint: `make it readable: chmod u+r ${file}`,
    cause: error,
  });
}
