import type { Checkout } from "../../ledger/checkouts.ts";
import type { Inspection } from "../../git/inspect.ts";
import type { Context } from "../context.ts";
import type { ProbeResult } from "../install/hook-health.ts";

/** What a check found. `mend` is the command or edit for a person; `fix` does it, where that is safe, and says what it did. */
export type Finding =
  | { verdict: "ok"; detail: string }
  | { verdict: "warn" | "fail"; detail: string; mend: string | null; fix: Fix | null };

/** `fix` applies the mends that are safe. */
export type Treatment = "look" | "fix";

export type Fix = () => Promise<string>;

type Looked = Finding | Promise<Finding>;

/** One row of a table of checks: a stable id for scripts, and what it asks, in words. */
export type MachineCheck = { id: string; what: string; look: (ctx: Context) => Looked };

export type CheckoutCheck = {
  id: string;
  what: string;
  look: (ctx: Context, subject: Subject) => Looked;
};

/** A checkout, the name by which commands take it, and what its checks share, so that git is asked once. */
export type Subject = {
  checkout: Checkout;
  name: string;
  inspect: () => Promise<Inspection>;
  probe: () => Promise<ProbeResult>;
};

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
