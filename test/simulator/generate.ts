import { makeRandom, type Random } from "./random.ts";
import type {
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
  "sql-remove": 2,
  "sql-revive": 1,
  "sql-delete": 1,
  "sql-insert": 1,
  choose: 2,
  "lose-ledger": 1,
  "hub-down": 1,
  "hub-up": 3,
  "back-up": 1,
  "restore-backup": 1,
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
  const setup = makeSetup(random);
  const length = 5 + random.int(12);
  const acts = Array.from({ length }, () =>
    random.chance(0.36) ? syncAct(random) : personAct(random),
  );
  return { seed, setup, acts };
}

function makeSetup(random: Random): Setup {
  const repositories = random.chance(0.25) ? 2 : 1;
  const checkouts = Math.max(repositories, random.pick([1, 2, 2, 3]));
  return {
    repositories: Array.from({ length: repositories }, () => ({ files: makeFiles(random) })),
    checkouts: Array.from({ length: checkouts }, (_, at) => ({
      repository: at % repositories,
      machine: random.int(2),
    })),
    policy: random.pick(["markdown", "markdown", "hub", "ask"]),
    injectIds: random.chance(0.15),
    met: random.chance(0.8),
    settle: random.chance(0.5),
  };
}

function makeFiles(random: Random): FileSetup[] {
  const kinds: [FileKind[], ...FileKind[][]] = [
    ["workplan"],
    ["workplan"],
    ["checkbox"],
    ["openspec"],
    ["workplan", "checkbox"],
  ];
  return random.pick(kinds).map((kind) => ({
    kind,
    tasks: 1 + random.int(3),
    newline: random.chance(0.2) ? "\r\n" : "\n",
    mark: random.chance(0.1) ? "bom" : "none",
  }));
}

const number = (random: Random) => random.int(1 << 20);

const personAct = (random: Random): PersonAct => ({
  do: random.pick(bag),
  checkout: number(random),
  task: number(random),
  field: number(random),
  style: number(random),
});

function syncAct(random: Random): SyncAct {
  const at = () => 1 + random.int(random.chance(0.5) ? 20 : 45);
  return {
    do: "sync",
    checkout: number(random),
    pull: random.chance(0.3),
    listing: random.chance(0.3) ? "remembered" : "fresh",
    fault: random.chance(0.35) ? { at: at(), kind: random.pick(faults) } : null,
    meanwhile: random.chance(0.3) ? [{ at: at(), act: personAct(random) }] : [],
    pause: random.chance(0.2) ? at() : null,
  };
}
