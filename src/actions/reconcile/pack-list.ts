import type { Finding } from "../../core/tasks/finding.ts";
import { headWord } from "../../core/tasks/head-word.ts";
import type { Policy } from "../../core/tasks/merge.ts";
import type { Bases, WorkstreamHead } from "../../core/tasks/plan-types.ts";
import { planWorkstream } from "../../core/tasks/plan.ts";
import { fingerprints } from "../../core/tasks/snapshot.ts";
import { addedTasks, packTasks, type PackedTasks } from "../../hub/pack-tasks.ts";
import { packWords, type PackedChanges } from "../../ledger/base-words.ts";
import { readParts, type OutlinedList } from "../../markdown/list-outline.ts";

/** A list of which neither hub nor ledger knows anything. */
export type NewList = {
  list: OutlinedList;
  idRoot: string;
  /** The id that its workstream gets. */
  workstreamId: string;
  policy: Policy;
  lead: Policy;
};

/** What a part of a new list comes to, put together for the hub, with the bases that the hub's rows confirm. */
export type PackedPart = { forHub: HubPart; bases: PackedChanges };

export type HubPart = {
  head: WorkstreamHead | null;
  tasks: PackedTasks;
  /** What is wrong in the text, and with what it says. */
  read: readonly Finding[];
  planned: readonly Finding[];
  settled: boolean;
  restless: readonly string[];
  prints: Float64Array;
};

/** Plans a new list, one part after the other: all that it holds is added, at the place where it stands. */
function* packList({
  list,
  idRoot,
  workstreamId,
  policy,
  lead,
}: NewList): Generator<PackedPart, void> {
  const file = list.path;
  let bases: Bases = new Map();
  let place = 0;
  for (const document of readParts(list)) {
    const { workstream, tasks } = document;
    const order = new Map(tasks.map(({ key }, at) => [key, place + at]));
    place += tasks.length;
    const plan = planWorkstream({
      file,
      document,
      bases,
      known: bases.size > 0,
      rows: new Map(),
      order,
      inHead: null,
      open: [],
      policy,
      lead,
      appending: null,
      completion: "report",
    });
    const said = headWord(file, workstream);
    bases = new Map([["", { task: { markdown: said, hub: said } }]]);
    const added = addedTasks(idRoot, { id: workstreamId, key: workstream.key ?? "" }, plan.hub);
    const forHub = {
      head: plan.head,
      tasks: packTasks(added),
      read: document.findings,
      planned: plan.findings,
      settled: plan.settled,
      restless: plan.restless,
      prints: fingerprints(tasks),
    };
    yield { forHub, bases: packWords(plan.bases) };
  }
}

/**
 * Parts that the hub writes together: rows by random ids touch pages all over an index, once in each transaction. More
 * would hold up others for longer than some tenths of a second.
 */
const partsPerWrite = 10;

/** The first parts come in smaller numbers, so that there is something to write soon; a small index is cheap to touch. */
export function* packInTurns(list: NewList): Generator<PackedPart[], void> {
  let wanted = 1;
  let parts: PackedPart[] = [];
  for (const part of packList(list)) {
    parts.push(part);
    if (parts.length < wanted) continue;
    yield parts;
    parts = [];
    wanted = Math.min(2 * wanted, partsPerWrite);
  }
  if (parts.length > 0) yield parts;
}
