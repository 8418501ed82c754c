import type { Checkout } from "../../ledger/checkouts.ts";
import type { Context } from "../context.ts";

/** What a check found. `mend` is the command or edit for a person; `fix` does it, where that is safe, and says what it did. */
export type Finding =
  | { verdict: "ok"; detail: string }
  | { verdict: "warn" | "fail"; detail: string; mend: string | null; fix: Fix | null };

export type Fix = () => Promise<string>;

type Looked = Finding | Promise<Finding>;

/** One row of a table of checks: a stable id for scripts, and what it asks, in words. */
export type MachineCheck = { id: string; what: string; look: (ctx: Context) => Looked };

export type CheckoutCheck = {
  id: string;
  what: string;
  look: (ctx: Context, subject: Subject) => Looked;
};

/** A checkout, and the name by which commands take it. */
export type Subject = { checkout: Checkout; name: string };

export const ok = (detail: string): Finding => ({ verdict: "ok", detail });

export const warn = (detail: string, mend: string | null, fix: Fix | null = null): Finding => ({
  verdict: "warn",
  detail,
  mend,
  fix,
});

export const fail = (detail: string, mend: string | null, fix: Fix | null = null): Finding => ({
  verdict: "fail",
  detail,
  mend,
  fix,
});
