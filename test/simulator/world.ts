import type { LoadedConfig } from "../../src/actions/context.ts";
import { userSchema } from "../../src/config/schema.ts";
import { putCheckout, type Checkout } from "../../src/ledger/checkouts.ts";
import type { Clone, Ground } from "./ground.ts";
import { pathOf, newText, type Shown, shownTasks, kindOf } from "./documents.ts";
import type { Process } from "./ports/process.ts";
import type { ConflictRow, HubRow } from "./hub-rows.ts";
import { beginning, makeReference, type Reference } from "./reference.ts";
import type { FileKind, Setup } from "./script.ts";
import type { Contents, Stores } from "./stores.ts";

/** A registered clone, and what is going on in it. */
export type Desk = {
  index: number;
  repository: number;
  machine: number;
  clone: Clone;
  checkout: Checkout;
  files: readonly string[];
  /** Files that somebody has broken, with the text to go back to. */
  broken: Map<string, Buffer>;
  /** What an editor has open: the text as it was when it was loaded. */
  open: Map<string, string>;
  /** Its journal was lost: nobody can tell what stands in its files uncommitted from a person's own edits. */
  hasNoJournal: boolean;
  /** A run of the engine that waits. */
  running: { process: Process; done: Promise<void> } | null;
};

export type World = {
  setup: Setup;
  ground: Ground;
  stores: Stores;
  reference: Reference;
  desks: Desk[];
  config: LoadedConfig;
  hub: {
    isDown: boolean;
    backup: Contents | null;
    /** What was read of it since it changed last. */
    rows: HubRow[] | null;
    conflicts: ConflictRow[] | null;
    /** Set back to a backup, and not yet told so: checkouts that have seen more must not reconcile. */
    isOld: boolean;
  };
  /** Names that no task has had yet. */
  names: { next: number };
  /** Whether something happened after which a base may be missing or an edit taken back. */
  hasForgotten: boolean;
  /** What broke, in the order in which it was met. */
  violations: string[];
  trace: (line: string) => void;
};

/** A violation of an invariant; the number is ARCHITECTURE.md's. */
export function violate(world: World, invariant: number, words: string): void {
  world.violations.push(`invariant ${invariant}: ${words}`);
  world.trace(`  ✗ invariant ${invariant}: ${words}`);
}

export const repoName = (repository: number): string => `app${repository}`;

/** Builds the world of a setup: remotes, clones, an empty hub that knows the repositories, and registered checkouts. */
export function makeWorld(
  setup: Setup,
  ground: Ground,
  stores: Stores,
  trace: (line: string) => void,
): World {
  stores.reset();
  const { policy, injectIds } = setup;
  const world: World = {
    setup,
    ground,
    stores,
    reference: makeReference(),
    desks: [],
    config: configOf(policy, injectIds),
    hub: { isDown: false, backup: null, rows: null, conflicts: null, isOld: false },
    names: { next: 100 },
    hasForgotten: false,
    violations: [],
    trace,
  };
  for (const [at, { files }] of setup.repositories.entries()) {
    ground.makeRemote(
      repoName(at),
      new Map(files.map((file) => [pathOf(file.kind), newText(file)])),
    );
    stores.client
      .prepare(
        "INSERT INTO repos (id, slug, remote_key, default_branch, created_at) VALUES (?, ?, ?, 'main', '')",
      )
      .run(repoName(at), repoName(at), remoteKey(at));
  }
  for (const [index, { repository, machine }] of setup.checkouts.entries())
    world.desks.push(makeDesk(world, index, repository, machine));
  for (const desk of world.desks) noteInitialValues(world, desk);
  return world;
}

const configs = new Map<string, LoadedConfig>();

function configOf(policy: Setup["policy"], injectIds: boolean): LoadedConfig {
  const key = `${policy} ${injectIds}`;
  const known = configs.get(key);
  if (known) return known;
  const parsed = userSchema.parse({ tasks: { policy, inject_ids: injectIds } });
  const config = { ...parsed, repositorySteps: [] };
  configs.set(key, config);
  return config;
}

const remoteKey = (repository: number) => `git.example.invalid/ada/${repoName(repository)}`;

function makeDesk(world: World, index: number, repository: number, machine: number): Desk {
  const clone = world.ground.clone(repoName(repository), `desk${index}`);
  const files = (world.setup.repositories[repository]?.files ?? []).map(({ kind }) => pathOf(kind));
  return {
    index,
    repository,
    machine,
    clone,
    checkout: register(world, { repository, machine, clone, index }),
    files,
    broken: new Map(),
    open: new Map(),
    hasNoJournal: false,
    running: null,
  };
}

/** As `sync-hooks install` leaves a checkout in the ledger. */
export function register(
  world: World,
  { repository, machine, clone, index }: Pick<Desk, "repository" | "machine" | "clone" | "index">,
): Checkout {
  const ledger = world.stores.ledgers[machine];
  if (!ledger) throw new RangeError(`there is no machine ${machine}`);
  return putCheckout(ledger, {
    slug: repoName(repository),
    repoId: repoName(repository),
    path: clone.path,
    gitDir: clone.gitDir,
    commonDir: clone.gitDir,
    remoteKey: remoteKey(repository),
    localKey: `clone${index}`,
    registeredAt: "2026-01-01T00:00:00.000Z",
  });
}

/** What stands in the remote at first was set by somebody, too. */
function noteInitialValues(world: World, desk: Desk): void {
  for (const file of desk.files)
    for (const [key, shown] of shownIn(desk, file))
      for (const [field, value] of Object.entries(shown))
        if (value !== null && field !== "needs_human")
          world.reference.set({ task: taskName(desk, file, key), field }, value, beginning, []);
}

/** A task of one repository, whatever clone or store it is seen in. */
export const taskName = (desk: Pick<Desk, "repository">, file: string, key: string): string =>
  nameTask(repoName(desk.repository), kindOf(file), key);

export const nameTask = (repo: string, kind: FileKind, key: string): string =>
  `${repo}/${kind}/${key}`;

export function textOf(desk: Desk, file: string): string | null {
  return desk.clone.read(file)?.toString("utf8") ?? null;
}

const nothing: Map<string, Shown> = new Map();
const shown = new WeakMap<Buffer, Map<string, Shown>>();

/** What a file of a clone shows now. The same bytes are read once: they are never changed in place. */
export function shownIn(desk: Desk, file: string): Map<string, Shown> {
  const bytes = desk.clone.read(file);
  return bytes === null ? nothing : shownBy(file, bytes);
}

export function shownBy(file: string, bytes: Buffer): Map<string, Shown> {
  const known = shown.get(bytes);
  if (known) return known;
  const tasks = shownTasks(kindOf(file), bytes.toString("utf8"));
  shown.set(bytes, tasks);
  return tasks;
}
