import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { parseCheckoutList, type ListedCheckout } from "../../core/checkout-list.ts";
import { SyncError, toSyncError } from "../../core/errors.ts";
import { listCheckouts, type Checkout } from "../../ledger/checkouts.ts";
import type { Context } from "../context.ts";
import { findCheckouts, type ScanResult } from "./find-checkouts.ts";
import { register } from "./register.ts";

/** What became of one path: each stands for itself, a failed one stops no other. */
export type Registration =
  | { path: string; state: "added" | "known"; checkout: Checkout }
  | { path: string; state: "failed"; error: SyncError };

/** Registers checkouts one after the other, so that slugs are given in the order of the paths. */
export async function add(
  context: Context,
  wanted: readonly ListedCheckout[],
): Promise<Registration[]> {
  const before = new Set(listCheckouts(context.ledger()).map((checkout) => checkout.id));
  const results: Registration[] = [];
  for (const { path, slug } of wanted) {
    try {
      const checkout = await register(context, path, { slug });
      results.push({ path, state: before.has(checkout.id) ? "known" : "added", checkout });
      before.add(checkout.id);
    } catch (thrown) {
      const error = toSyncError(thrown);
      // Without its config or hub no other checkout can be registered either.
      if (error.code === "config" || error.code === "store" || error.code === "offline")
        throw error;
      results.push({ path, state: "failed", error });
    }
  }
  return results;
}

/** The checkouts below a folder that is named as in a command line (`add --scan`). */
export function scan(context: Context, folder: string, depth: number): ScanResult {
  return findCheckouts(resolve(context.cwd, folder), depth);
}

/** Reads a list of checkouts (`add --from`); relative paths start at the file's folder. Throws `usage`. */
export function readCheckoutList(context: Context, file: string): ListedCheckout[] {
  const path = resolve(context.cwd, file);
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    throw new SyncError("usage", `cannot read the list ${path}: ${(error as Error).message}`, {
      hint: "name a file with one path a line, or a JSON list",
      cause: error,
    });
  }
  const home = context.env["HOME"] || homedir();
  const absolute = (listed: string) =>
    /^~[/\\]/.test(listed) ? join(home, listed.slice(2)) : resolve(dirname(path), listed);
  return parseCheckoutList(text).map((listed) => ({ ...listed, path: absolute(listed.path) }));
}
