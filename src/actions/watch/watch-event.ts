import type { SyncError } from "../../core/errors.ts";
import type { Checkout } from "../../ledger/checkouts.ts";
import type { Polling } from "../../system/folder-watch.ts";
import type { SweepReport } from "../sweep/sweep.ts";
import type { Worked } from "./work.ts";

/** What a watcher tells while it works. */
export type WatchEvent =
  | { kind: "started"; checkouts: number; sweepsAt: string | null }
  /** The config has changed: what is watched, and how, is read anew. */
  | { kind: "reconfigured" }
  | ({ kind: "polling" } & Polling)
  | { kind: "worked"; checkout: Checkout; worked: Worked }
  | { kind: "swept"; report: SweepReport }
  | { kind: "trouble"; slug: string; error: SyncError };
