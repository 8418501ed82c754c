import { makeRandom, type Random } from "./random.ts";
import type {
  Act,
  Fault,
  FileKind,
  FileSetup,
  PersonAct,
  PersonActKind,
  Script,
  Setup,
  SyncAct,
} from "./script.ts";

/** How often each act comes, among a hundred or so. */
const weights: Record<PersonActKind, number> = {
  edit: 22,
  "add-task": 3,
  "delete-task": 3,
  "save-stale": 5,
  "break-file": 2,
  "mend-file": 3,
  commit: 12,
  stage: 1,
  restore: 3,
  stash: 2,
  pop: 3,
  switch: 3,
  merge: 2,
  pull: 4,
  push: 6,
  reset: 1,
  "sql-set": 22,
  "sql-return": 4,
  "sql-remove": 2,
  "sql-revive": 1,
  "sql-delete": 1,
  "sql-insert": 1,
  choose: 2,
  "lose-ledger": 1,
  "hub-down": 1,
  "hub-up": 3,
  "back-up": 1,
  "restore-backup": 3,
  adopt: 1,
  wait: 5,
};

const bag = Object.entries(weights).flatMap(([kind, weight]) =>
  Array.from({ length: weight }, () => kind),
) as [PersonActKind, ...PersonActKind[]];

const faults: readonly [Fault, ...Fault[]] = [
  "crash-before",
  "crash-before",
  "crash-after",
  "crash-after",
  "full",
  "outage",
  "outage-after",
];

/** The world and the acts that a seed stands for. */
export function generate(seed: number): Script {
  const random = makeRandom(seed);
  // Half of the worlds are narrow: where there is one task, and mostly one field is set, people meet.
  const focus = random.chance(0.5) ? random.int(4) : null;
  const setup = makeSetup(random, focus === null ? "wide" : "narrow");
  const length = 5 + random.int(12);
  const acts = Array.from({ length }, () => actsOf(random, focus)).flat();
  return { seed, setup, acts };
}

function actsOf(random: Random, focus: number | null): Act[] {
  if (random.chance(0.05)) return newsAroundCrash(random, focus);
  if (random.chance(0.03)) return newsTakenBack(random, focus);
  if (random.chance(0.03)) return newsOfBefore(random, focus);
  return [
    random.chance(0.36) ? syncAct(random, focus) : personAct(random, random.pick(bag), focus),
  ];
}

/** The hub has news of one field before a sync that may die; after it the hub has more, or somebody edits the field. */
function newsAroundCrash(random: Random, focus: number | null): Act[] {
  const news = personAct(random, "sql-set", focus);
  const crash = syncAct(random, focus);
  const kind = random.pick<Fault>(["crash-before", "crash-after"]);
  // Around the effects that write the file and then move its bases.
  const fault = { at: 14 + random.int(12), kind } as const;
  const after = random.pick<PersonActKind[]>([
    ["sql-set"],
    ["sql-set"],
    ["edit"],
    ["edit", "sql-set"],
  ]);
  return [
    news,
    { ...crash, fault, meanwhile: [], pause: null },
    ...after.map((again) => {
      const { checkout } = crash;
      return { ...news, do: again, checkout, style: number(random) };
    }),
  ];
}

/** Makes acts on what one act is about. */
const actsLike =
  (random: Random, about: PersonAct) =>
  (kind: PersonActKind, checkout: number): PersonAct => ({
    ...about,
    do: kind,
    checkout,
    style: number(random),
  });

/** A file that holds the hub's news is taken back, and others, who have not seen them, have committed the same field. */
function newsTakenBack(random: Random, focus: number | null): Act[] {
  const news = personAct(random, "sql-set", focus);
  const act = actsLike(random, news);
  const [here, there] = [news.checkout, news.checkout + 1];
  const sync: SyncAct = { ...syncAct(random, focus), checkout: here, pull: false, pause: null };
  const back = random.pick<PersonActKind>(["restore", "restore", "stash"]);
  return [
    act("pull", there),
    news,
    { ...sync, fault: null, meanwhile: [] },
    act(back, here),
    act("edit", there),
    act("commit", there),
    act("push", there),
    act("pull", here),
    ...(back === "stash" && random.chance(0.5) ? [act("pop", here)] : []),
    sync,
  ];
}

/** The hub goes from what one clone has committed back to what it said; only then does another clone get the commit. */
function newsOfBefore(random: Random, focus: number | null): Act[] {
  const first = personAct(random, "edit", focus);
  const act = actsLike(random, first);
  const [here, there] = [first.checkout, first.checkout + 1];
  const plain = { ...syncAct(random, focus), pull: false, pause: null, fault: null, meanwhile: [] };
  const sync: SyncAct = { ...syncAct(random, focus), checkout: there };
  return [
    { ...plain, checkout: there },
    first,
    act("commit", here),
    act("push", here),
    { ...plain, checkout: here },
    act("sql-return", here),
    ...(random.chance(0.5) ? [{ ...plain, checkout: here }] : []),
    act(random.pick<PersonActKind>(["pull", "pull", "edit"]), there),
    sync,
  ];
}

function makeSetup(random: Random, width: "wide" | "narrow"): Setup {
  const repositories = width === "wide" && random.chance(0.4) ? 2 : 1;
  const checkouts = Math.max(repositories, random.pick([1, 2, 2, 3]));
  return {
    repositories: Array.from({ length: repositories }, () => ({ files: makeFiles(random, width) })),
    checkouts: Array.from({ length: checkouts }, (_, at) => ({
      repository: at % repositories,
      machine: random.int(2),
    })),
    policy: random.pick(["markdown", "markdown", "hub", "ask"]),
    injectIds: random.chance(0.15),
    met: random.chance(0.8),
    backedUp: random.chance(0.25),
    settle: random.chance(0.5),
  };
}

function makeFiles(random: Random, width: "wide" | "narrow"): FileSetup[] {
  const kinds: [FileKind[], ...FileKind[][]] = [
    ["workplan"],
    ["workplan"],
    ["checkbox"],
    ["openspec"],
    ["workplan", width === "wide" ? "checkbox" : "workplan"],
  ];
  return [...new Set(random.pick(kinds))].map((kind) => ({
    kind,
    tasks: width === "wide" ? 1 + random.int(3) : 1,
    newline: random.chance(0.2) ? "\r\n" : "\n",
    mark: random.chance(0.1) ? "bom" : "none",
  }));
}

const number = (random: Random) => random.int(1 << 20);

const personAct = (random: Random, kind: PersonActKind, focus: number | null): PersonAct => ({
  do: kind,
  checkout: number(random),
  task: number(random),
  field: focus !== null && random.chance(0.75) ? focus : number(random),
  style: number(random),
});

function syncAct(random: Random, focus: number | null): SyncAct {
  const at = () => 1 + random.int(random.chance(0.5) ? 20 : 45);
  const kind = (): PersonActKind =>
    random.chance(0.5) ? random.pick(["sql-set", "sql-set", "edit"]) : random.pick(bag);
  return {
    do: "sync",
    checkout: number(random),
    pull: random.chance(0.3),
    listing: random.chance(0.3) ? "remembered" : "fresh",
    fault: random.chance(0.35) ? { at: at(), kind: random.pick(faults) } : null,
    meanwhile: random.chance(0.4) ? [{ at: at(), act: personAct(random, kind(), focus) }] : [],
    pause: random.chance(0.2) ? at() : null,
  };
}
