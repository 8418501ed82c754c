import { adoptHub, readLead } from "../../actions/adopt/adopt-hub.ts";
import { each } from "../../actions/each.ts";
import { displayNames } from "../../actions/registry/display-name.ts";
import { selectCheckouts } from "../../actions/registry/select-checkouts.ts";
import { syncAll } from "../../actions/sync/sync-all.ts";
import { exitStatus } from "../../core/outcome.ts";
import { optionText, type Invocation, type Report } from "../command.ts";
import { gravestStatus } from "../exit-status.ts";
import { failureDocuments, printFailures, statusOf } from "../failures.ts";
import { canvasOf } from "../render/canvas.ts";
import { sweptLines } from "../render/sweep.ts";

/** Adopts the hub in each checkout, then syncs them: the sync carries it out. */
export async function run({ context, terminal, args, options }: Invocation): Promise<Report> {
  const lead = readLead(optionText(options, "lead"));
  const checkouts = selectCheckouts(context, args, options["all"] ? "all" : "named");
  const results = await each(checkouts, (checkout) => adoptHub(context, checkout, lead));
  const adopted = results.flatMap((result) => (result.state === "done" ? [result.report] : []));
  const canvas = canvasOf(terminal);
  const nameOf = displayNames(context);
  const synced = await syncAll(context, adopted, "manual", ({ checkout, record }) => {
    const swept = { name: nameOf(checkout), record, hooks: { kind: "unwanted" } } as const;
    terminal.out(sweptLines(swept, canvas).join("\n"));
  });
  printFailures(results, terminal);
  const documents = synced.map(({ checkout: { slug, path }, record: { outcome, reason } }) => ({
    slug,
    path,
    lead,
    outcome,
    reason,
  }));
  return {
    status: gravestStatus([statusOf(results), exitStatus(synced.map((one) => one.record.outcome))]),
    document: { checkouts: documents, errors: failureDocuments(results) },
  };
}
