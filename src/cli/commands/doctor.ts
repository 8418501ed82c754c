import { doctor, type Diagnosis } from "../../actions/doctor/doctor.ts";
import type { Invocation, Report } from "../command.ts";
import { canvasOf } from "../render/canvas.ts";
import { othersLine } from "../render/others.ts";
import { doctorReport } from "../render/doctor.ts";

export async function run({ context, terminal, args, options }: Invocation): Promise<Report> {
  const treatment = options["fix"] === true ? "fix" : "look";
  const scope = options["all"] ? "all" : "around-or-all";
  const { diagnoses, others } = await doctor(context, args, { scope, treatment });
  const detail = terminal.verbose ? "all" : "faults";
  const canvas = canvasOf(terminal);
  terminal.out(doctorReport(diagnoses, detail, context.env["HOME"], canvas));
  const unseen = { count: others, failing: 0 };
  if (args.length === 0) terminal.out(othersLine(unseen, "sync-hooks doctor --all", canvas));
  const failed = diagnoses.some(({ verdict }) => verdict === "fail");
  return { status: failed ? 1 : 0, document: doctorDocument(diagnoses) };
}

function doctorDocument(diagnoses: readonly Diagnosis[]) {
  const count = (is: (one: Diagnosis) => boolean) => diagnoses.filter(is).length;
  return {
    checks: diagnoses.map((one) => ({
      id: one.id,
      what: one.what,
      checkout: one.subject?.name ?? null,
      path: one.subject?.path ?? null,
      verdict: one.verdict,
      detail: one.detail,
      mend: one.mend,
      fixable: one.isFixable,
      fixed: one.fixed,
    })),
    totals: {
      ok: count(({ verdict }) => verdict === "ok"),
      warn: count(({ verdict }) => verdict === "warn"),
      fail: count(({ verdict }) => verdict === "fail"),
      fixed: count(({ fixed }) => fixed !== null),
    },
  };
}
