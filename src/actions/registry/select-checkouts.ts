import { existsSync, realpathSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { SyncError } from "../../core/errors.ts";
import { nearest } from "../../core/nearest.ts";
import { listCheckouts, type Checkout } from "../../ledger/checkouts.ts";
import type { Context } from "../context.ts";

/**
 * What a command without a selector means: the checkout around the working directory (`named`), every
 * registered one (`all`), or for a command that only looks, the one around and else all (`around-or-all`).
 */
export type Scope = "named" | "all" | "around-or-all";

/**
 * The registered checkouts that a command line means. A selector is a slug (all its checkouts on this
 * machine), `slug@folder` (one of them), or a path in a checkout; `scope` decides where there is none.
 * Throws `usage` where a selector fits none, `not-a-repo` for `named` outside any checkout.
 */
export function selectCheckouts(
  context: Context,
  selectors: readonly string[],
  scope: Scope,
): Checkout[] {
  const registered = listCheckouts(context.ledger());
  if (selectors.length === 0) return inScope(scope, registered, context.cwd);
  const chosen = new Set(selectors.flatMap((one) => select(one, registered, context.cwd)));
  return registered.filter((checkout) => chosen.has(checkout));
}

/** The checkouts of one repository on this machine, by its slug alone: no path is taken. Throws `usage` where there is none. */
export function selectSlug(context: Context, slug: string): Checkout[] {
  const registered = listCheckouts(context.ledger());
  const chosen = registered.filter((checkout) => checkout.slug === slug);
  if (chosen.length > 0) return chosen;
  const near = nearest(
    slug,
    registered.map((checkout) => checkout.slug),
  );
  throw new SyncError("usage", `${slug} has no checkout on this machine`, {
    hint: near ? `did you mean ${near}?` : "sync-hooks list shows the registered checkouts",
  });
}

function inScope(scope: Scope, registered: Checkout[], cwd: string): Checkout[] {
  switch (scope) {
    case "all":
      return registered;
    case "named":
      return [checkoutAround(cwd, registered)];
    case "around-or-all": {
      const top = checkoutTop(cwd);
      const around = registered.filter(({ path }) => path === top);
      return around.length > 0 ? around : registered;
    }
  }
}

function select(selector: string, registered: readonly Checkout[], cwd: string): Checkout[] {
  const bySlug = registered.filter((checkout) => checkout.slug === selector);
  if (bySlug.length > 0) return bySlug;
  const byFolder = registered.filter((checkout) => checkoutName(checkout) === selector);
  if (byFolder.length > 1) throw ambiguous(selector, byFolder);
  if (byFolder.length === 1) return byFolder;
  const path = resolve(cwd, selector);
  const byPath = registered.filter((checkout) => checkout.path === path);
  if (byPath.length > 0) return byPath;
  if (existsSync(path) && looksLikePath(selector)) return [checkoutAround(path, registered)];
  throw unknown(selector, registered, path);
}

/** `slug@folder`, which names one checkout of a repository. */
export function checkoutName(checkout: Pick<Checkout, "slug" | "path">): string {
  return `${checkout.slug}@${basename(checkout.path)}`;
}

/** The registered checkout whose working tree holds `path`; the innermost git checkout counts, not one above it. */
function checkoutAround(path: string, registered: readonly Checkout[]): Checkout {
  const top = checkoutTop(path);
  if (top === null)
    throw new SyncError("not-a-repo", `${path} is in no git checkout`, {
      hint: "name a checkout by its slug or path (sync-hooks list shows them)",
    });
  const found = registered.find((checkout) => checkout.path === top);
  if (found) return found;
  throw new SyncError("usage", `${top} is not registered`, {
    hint: `run: sync-hooks install ${top}`,
  });
}

/** The nearest folder at or above `path` that holds a `.git`, symbolic links resolved. */
export function checkoutTop(path: string): string | null {
  if (!existsSync(path)) return null;
  for (let folder = realpathSync(path); ; folder = dirname(folder)) {
    if (existsSync(join(folder, ".git"))) return folder;
    if (folder === dirname(folder)) return null;
  }
}

const looksLikePath = (selector: string) => /[/\\]|^\.{1,2}$/.test(selector);

function ambiguous(selector: string, several: readonly Checkout[]): SyncError {
  const paths = several.map((checkout) => checkout.path).join(", ");
  return new SyncError("usage", `${selector} names ${several.length} checkouts: ${paths}`, {
    hint: "name one by its path",
  });
}

function unknown(selector: string, registered: readonly Checkout[], path: string): SyncError {
  if (looksLikePath(selector) && !existsSync(path))
    return new SyncError("usage", `there is no ${path}`, {
      hint: "sync-hooks list shows the registered checkouts",
    });
  const names = registered.flatMap((checkout) => [checkout.slug, checkoutName(checkout)]);
  const near = nearest(selector, names);
  const hint = near
    ? `did you mean ${near}?`
    : existsSync(path)
      ? `to register the folder, run: sync-hooks install ./${selector}`
      : "sync-hooks list shows the registered checkouts";
  return new SyncError("usage", `no checkout is registered as ${selector}`, { hint });
}
