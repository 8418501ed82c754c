import type { Finding } from "../../core/tasks/finding.ts";
import { headWord } from "../../core/tasks/head-word.ts";
import type { Policy } from "../../core/tasks/merge.ts";
import type { Bases, WorkstreamHead } from "../../core/tasks/plan-types.ts";
import { planWorkstream } from "../../core/tasks/plan.ts";
import { fingerprints } from "../../core/tasks/snapshot.ts";
import { addedTasks, joinPacks, packTasks, type PackedTasks } from "../../hub/pack-tasks.ts";
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

/** What some parts of a new list come to, put together for one transaction of the hub. */
export type PackedTurn = {
  /** How the workstream's own words are set; null: they stand already. */
  head: WorkstreamHead | null;
  tasks: readonly PackedTasks[];
  /** The bases that the hub's rows confirm. */
  bases: readonly PackedChanges[];
  found: readonly FoundInPart[];
};

export type FoundInPart = {
  /** What is wrong in the text, and with what it says. */
  read: readonly Finding[];
  planned: readonly Finding[];
  settled: boolean;
  restless: readonly string[];
  prints: Float64Array;
};

type PackedPart = Pick<PackedTurn, "head"> & {
  tasks: PackedTasks;
  bases: PackedChanges;
  found: FoundInPart;
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
      replays: new Map(),
      appending: null,
      completion: "report",
    });
    const said = headWord(file, workstream);
    bases = new Map([["", { task: { markdown: said, hub: said, rev: 0 } }]]);
    const added = addedTasks(idRoot, { id: workstreamId, key: workstream.key ?? "" }, plan.hub);
    const { findings: planned, settled, restless } = plan;
    yield {
      head: plan.head,
      tasks: packTasks(added),
      bases: packWords(plan.bases),
      found: { read: document.findings, planned, settled, restless, prints: fingerprints(tasks) },
    };
  }
}

/**
 * Parts that the hub writes together: rows by random ids touch pages all over an index, once in each transaction. More
 * would hold up others for longer than some tenths of a second.
 */
const partsPerWrite = 10;

/** The first parts come in smaller numbers, so that there is something to write soon; a small index is cheap to touch. */
export function* packInTurns(list: NewList): Generator<PackedTurn, void> {
  let wanted = 1;
  let parts: PackedPart[] = [];
  for (const part of packList(list)) {
    parts.push(part);
    if (parts.length < wanted) continue;
    yield turnOf(parts);
    parts = [];
    wanted = Math.min(2 * wanted, partsPerWrite);
  }
  if (parts.length > 0) yield turnOf(parts);
}

const turnOf = (parts: readonly PackedPart[]): PackedTurn => ({
  head: parts[0]?.head ?? null,
  tasks: joinPacks(parts.map(({ tasks }) => tasks).filter(({ count }) => count > 0)),
  bases: parts.map(({ bases }) => bases),
  found: parts.map(({ found }) => found),
});
