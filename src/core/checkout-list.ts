import { SyncError } from "./errors.ts";

/** One entry of a list of checkouts: the path as it was written, and the slug wished for it. */
export type ListedCheckout = { path: string; slug: string | null };

/**
 * Reads what `add --from FILE` takes. JSON: a list of paths or of `{"name", "path"}`, or a map from name to
 * path. Text: a line each with a path, or a name and a path; empty lines and `#` comments do not count.
 * Throws `usage` with the entry or line that cannot be read.
 */
export function parseCheckoutList(text: string): ListedCheckout[] {
  return /^\s*[[{]/.test(text) ? fromJson(text) : fromLines(text);
}

function fromJson(text: string): ListedCheckout[] {
  const data = parse(text);
  if (Array.isArray(data))
    return data.map((entry: unknown, index) => listed(entry, `entry ${index + 1}`));
  return Object.entries(data as Record<string, unknown>).map(([name, path]) =>
    listed({ name, path }, `"${name}"`),
  );
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new SyncError("usage", `the list is not valid JSON: ${(error as Error).message}`, {
      hint: formats,
      cause: error,
    });
  }
}

function listed(entry: unknown, which: string): ListedCheckout {
  if (typeof entry === "string" && entry !== "") return { path: entry, slug: null };
  const { name, path } = (entry ?? {}) as { name?: unknown; path?: unknown };
  const isName = name === undefined || name === null || typeof name === "string";
  if (isName && typeof path === "string" && path !== "") return { path, slug: name ?? null };
  throw new SyncError("usage", `${which} of the list has no path`, { hint: formats });
}

const formats = 'JSON: ["PATH", {"name": "NAME", "path": "PATH"}]; text: PATH or NAME PATH a line';

function fromLines(text: string): ListedCheckout[] {
  return text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => {
      // A path may hold spaces, so a line that starts like one is one.
      const named = /^[./~\\]|^[A-Za-z]:[\\/]/.test(line)
        ? null
        : /^(\S+?)[\s=:,]+(\S.*)$/.exec(line);
      return named ? { slug: named[1] ?? null, path: named[2] ?? "" } : { slug: null, path: line };
    });
}
