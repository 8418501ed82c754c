import { readdirSync, statSync, watch, type FSWatcher } from "node:fs";
import { join } from "node:path";
import { statIfReachable } from "./stat-if-reachable.ts";

/** Tells of changed entries of folders (not of what lies in folders below them). */
export type FolderWatch = {
  /** Watches these folders and no others; one that is not there is looked for again at the next call. */
  set: (folders: Iterable<string>) => void;
  /** Why folders are looked at from time to time instead of being watched; null where all are watched. */
  polling: () => Polling | null;
  close: () => void;
};

/** The system's words, and the setting of inotify(7) that has run out, if one has. */
export type Polling = { why: string; setting: string | null };

/** Which setting each error means, by inotify_init(2) and inotify_add_watch(2). */
const settingOf: Readonly<Record<string, string>> = {
  ENOSPC: "fs.inotify.max_user_watches",
  EMFILE: "fs.inotify.max_user_instances",
};

/** A folder that is not there, or that nobody can look into: no lack of watches. */
const unreachable: ReadonlySet<string> = new Set(["ENOENT", "ENOTDIR", "EACCES", "ELOOP"]);

/** Where the kernel has no watches left (inotify(7)), folders are looked at this often. */
const lookEveryMs = 2000;

type Watched = { close: () => void };

/**
 * Calls `onChange` with the folder and the entry's name (null where the system does not tell it). Watching takes one
 * inotify watch a folder, and no process or thread.
 */
export function watchFolders(onChange: (folder: string, name: string | null) => void): FolderWatch {
  const watched = new Map<string, Watched>();
  let polling: Polling | null = null;

  function start(folder: string): void {
    const gone = () => {
      watched.get(folder)?.close();
      watched.delete(folder);
      onChange(folder, null);
    };
    try {
      watched.set(folder, byEvents(folder, onChange, gone));
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      if (unreachable.has(code ?? "")) return;
      polling = { why: message, setting: settingOf[code ?? ""] ?? null };
      watched.set(folder, byLooking(folder, onChange));
    }
  }

  return {
    set(folders) {
      const wanted = new Set(folders);
      for (const [folder, { close }] of watched)
        if (!wanted.has(folder)) {
          close();
          watched.delete(folder);
        }
      for (const folder of wanted) if (!watched.has(folder)) start(folder);
    },
    polling: () => polling,
    close() {
      for (const { close } of watched.values()) close();
      watched.clear();
    },
  };
}

function byEvents(
  folder: string,
  onChange: (folder: string, name: string | null) => void,
  onGone: () => void,
): Watched {
  const { ino } = statSync(folder);
  const watcher: FSWatcher = watch(folder, { persistent: true }, (event, name) => {
    // A folder that was removed, or replaced by another of its name, sends nothing any more.
    if (event === "rename" && statIfReachable(folder)?.ino !== ino) onGone();
    else onChange(folder, name);
  });
  watcher.on("error", onGone);
  return { close: () => watcher.close() };
}

function byLooking(
  folder: string,
  onChange: (folder: string, name: string | null) => void,
): Watched {
  let seen = entries(folder);
  const timer = setInterval(() => {
    const now = entries(folder);
    for (const [name, identity] of now) if (seen.get(name) !== identity) onChange(folder, name);
    for (const name of seen.keys()) if (!now.has(name)) onChange(folder, name);
    seen = now;
  }, lookEveryMs);
  return { close: () => clearInterval(timer) };
}

/** What identifies each entry; none where the folder is gone or cannot be read. */
function entries(folder: string): Map<string, string> {
  try {
    return new Map(
      readdirSync(folder).map((name) => {
        const stat = statIfReachable(join(folder, name));
        return [name, stat ? `${stat.ino} ${stat.size} ${stat.mtimeMs} ${stat.ctimeMs}` : ""];
      }),
    );
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    return new Map();
  }
}
