import { hostname } from "node:os";
import type { Config } from "../../config/schema.ts";
import { openTaskTable } from "../../hub/table/open-table.ts";
import { tableUrl } from "../hub-url.ts";
import { renameSource } from "../../hub/table/table-bases.ts";
import type { StepEnd } from "../sync/timed-step.ts";
import type { Scope } from "./scope.ts";
import { syncTable, type TableTally } from "./sync-table.ts";

/**
 * Reconciles with another program's table in the hub's place: what changed there comes into the hub first, so that
 * it meets the file's edits by the file's rules; what the hub then holds goes into the table. `rest` reconciles
 * files and hub from the given change number on. Throws `offline` or `store` where the table cannot be used.
 */
export async function reconcileWithTable(
  scope: Scope,
  mapping: NonNullable<Config["tasks"]["table"]>,
  rest: (change: number) => Promise<StepEnd>,
): Promise<StepEnd> {
  const { ctx, checkout, hub } = scope;
  const url = await tableUrl(ctx, checkout.path, mapping.url);
  const table = await openTaskTable({ ...mapping, url }, hostname());
  try {
    await renameSource(hub, table);
    const before = await syncTable(scope, table, mapping);
    const end = await rest(await hub.read(hub.dialect.changeNumber));
    const after = await syncTable(scope, table, mapping);
    for (const { key, word } of after.unknown)
      ctx.log.write(
        "WARN",
        checkout.slug,
        `${mapping.table}: the status "${word}" of ${key} is not known (name it in tasks.table.statuses)`,
      );
    return joined(end, [before, after], mapping.table);
  } finally {
    await table.close();
  }
}

function joined(end: StepEnd, tallies: readonly TableTally[], name: string): StepEnd {
  const sum = (of: (tally: TableTally) => number) => tallies.reduce((all, one) => all + of(one), 0);
  const [from, to] = [sum(({ fromTable }) => fromTable), sum(({ toTable }) => toTable)];
  const waiting = tallies.at(-1)?.waiting ?? 0;
  // A write that the first pass has tried is asked about by the second: it is told once.
  const refused = new Map(tallies.flatMap((tally) => tally.refused.map((one) => [one.key, one])));
  const parts = [
    ...[...refused.values()].map(
      ({ key, word, why }) => `${name} takes no "${word}" for ${key}: ${why}`,
    ),
    waiting > 0 && `${waiting} in conflict with ${name}`,
    from > 0 && `${from} from ${name}`,
    to > 0 && `${to} to ${name}`,
    end.detail,
  ].filter((part) => typeof part === "string");
  const detail = parts.length === 0 ? null : parts.join("; ");
  // Everything else has been carried out, so that it may be committed and stamped.
  if (refused.size + waiting > 0) return { outcome: "conflict", detail };
  return {
    outcome: end.outcome === "nothing-to-do" && from + to > 0 ? "synced" : end.outcome,
    detail,
  };
}
