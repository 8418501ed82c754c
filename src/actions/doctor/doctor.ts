import { toSyncError } from "../../core/errors.ts";
import type { Context } from "../context.ts";
import { selectCheckouts, type Scope } from "../registry/select-checkouts.ts";
import { eachBounded } from "../each-bounded.ts";
import { fail, type Finding, type Subject, type Treatment } from "./check.ts";
import { subjectsOf } from "./subjects.ts";
import { checkoutChecks, machineChecks, placeChecks } from "./table.ts";

/** One check's answer. `fixed` says what `--fix` did; the verdict is then the one after it. */
export type Diagnosis = {
  id: string;
  what: string;
  /** Null for what concerns the whole machine. */
  subject: { name: string; path: string } | null;
  verdict: Finding["verdict"];
  detail: string;
  mend: string | null;
  /** Whether `doctor --fix` would mend it. */
  isFixable: boolean;
  fixed: string | null;
};

/** `others` counts the registered checkouts that were not looked at. */
export type Examination = { diagnoses: Diagnosis[]; others: number };

/**
 * Makes every check of the machine and of the selected checkouts (those in scope without a selector), and
 * with `fix` applies the safe mends and looks again. Never throws for what is wrong: a ledger or config that cannot be
 * opened is one of the answers. Throws `usage` for a selector that fits no checkout.
 */
export async function doctor(
  ctx: Context,
  selectors: readonly string[],
  { scope, treatment }: { scope: Scope; treatment: Treatment },
): Promise<Examination> {
  const diagnoses: Diagnosis[] = [];
  for (const { id, what, look } of machineChecks)
    diagnoses.push(await examine({ id, what, subject: null }, () => look(ctx), treatment));
  const ledger = diagnoses.find(({ id }) => id === "ledger");
  if (ledger?.verdict === "fail") return { diagnoses, others: 0 };
  const chosen = selectCheckouts(ctx, selectors, scope);
  const registered = selectCheckouts(ctx, [], "all");
  // Mends of two worktrees may meet in one folder, looking cannot.
  const limit = treatment === "fix" ? 1 : lookedAtOnce;
  const patients = subjectsOf(ctx, chosen, registered, treatment).map((subject) => ({
    subject,
    found: [] as Diagnosis[],
  }));
  await eachBounded(patients, { limit, shares: () => [] }, async (patient) => {
    patient.found = await examineCheckout(ctx, patient.subject, treatment);
  });
  return {
    diagnoses: [...diagnoses, ...patients.flatMap(({ found }) => found)],
    others: registered.length - chosen.length,
  };
}

const lookedAtOnce = 8;

async function examineCheckout(
  ctx: Context,
  subject: Subject,
  treatment: Treatment,
): Promise<Diagnosis[]> {
  const whose = { name: subject.name, path: subject.checkout.path };
  const diagnoses: Diagnosis[] = [];
  for (const { id, what, look } of [...placeChecks, ...checkoutChecks]) {
    const isReachable = diagnoses.every(
      (one) => one.verdict !== "fail" || !placeChecks.some((check) => check.id === one.id),
    );
    // A checkout that --fix has just forgotten has nothing more to be looked at.
    const isForgotten = diagnoses.some((one) => one.id === "path" && one.fixed !== null);
    if (!isReachable || isForgotten) break;
    const about = { id, what, subject: whose };
    diagnoses.push(await examine(about, () => look(ctx, subject), treatment));
  }
  return diagnoses;
}

async function examine(
  about: Pick<Diagnosis, "id" | "what" | "subject">,
  look: () => Finding | Promise<Finding>,
  treatment: Treatment,
): Promise<Diagnosis> {
  const finding = await attempt(look);
  const fix = finding.verdict === "ok" ? null : finding.fix;
  if (treatment === "look" || fix === null) return { ...about, ...describe(finding), fixed: null };
  try {
    const fixed = await fix();
    const after = about.id === "path" ? null : await attempt(look);
    const outcome = after ?? ({ verdict: "ok", detail: finding.detail } as const);
    return { ...about, ...describe(outcome), fixed };
  } catch (thrown) {
    const { message } = toSyncError(thrown);
    const tried = {
      ...describe(finding),
      detail: `${finding.detail}; the mend failed: ${message}`,
    };
    return { ...about, ...tried, isFixable: false, fixed: null };
  }
}

async function attempt(look: () => Finding | Promise<Finding>): Promise<Finding> {
  try {
    return await look();
  } catch (thrown) {
    const error = toSyncError(thrown);
    return fail(error.message, error.hint);
  }
}

function describe(finding: Finding): Pick<Diagnosis, "verdict" | "detail" | "mend" | "isFixable"> {
  const { verdict, detail } = finding;
  if (verdict === "ok") return { verdict, detail, mend: null, isFixable: false };
  return { verdict, detail, mend: finding.mend, isFixable: finding.fix !== null };
}
