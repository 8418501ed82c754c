import type { Treatment } from "../../src/actions/doctor/check.ts";
import { doctor, type Diagnosis } from "../../src/actions/doctor/doctor.ts";
import type { Context } from "../../src/actions/context.ts";
import type { Checkout } from "../../src/ledger/checkouts.ts";
import { makeHome, type Home } from "./home.ts";
import { installAt } from "./hooks.ts";
import { contextOf } from "./registered.ts";
import { makeRemote, makeRepository } from "./repository.ts";

/** A healthy installed checkout, for a test to break in one place and have examined. */
export type Patient = {
  home: Home;
  ctx: Context;
  path: string;
  checkout: Checkout;
  /** The one answer of the check with this id, of a new doctor who has seen nothing before. */
  ask: (id: string, treatment?: Treatment) => Promise<Diagnosis>;
};

export async function makePatient(): Promise<Patient> {
  const home = makeHome();
  home.env["SYNC_HOOKS"] = "0";
  const ctx = contextOf(home);
  const path = makeRepository(home, "work", makeRemote(home));
  const { checkout } = await installAt(ctx, path);
  await ctx.close();
  return { home, ctx, path, checkout, ask: (id, treatment) => askOne(home, id, treatment) };
}

async function askOne(home: Home, id: string, treatment: Treatment = "look"): Promise<Diagnosis> {
  const ctx = contextOf(home);
  try {
    const { diagnoses } = await doctor(ctx, [], { scope: "all", treatment });
    const found = diagnoses.filter((one) => one.id === id);
    if (found.length === 1 && found[0]) return found[0];
    throw new Error(`${found.length} answers of ${id}: ${JSON.stringify(diagnoses)}`);
  } finally {
    await ctx.close();
  }
}
