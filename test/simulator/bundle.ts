import { join, resolve } from "node:path";
import { build, type Plugin } from "rolldown";
import { bugs, type BugName } from "./bugs/table.ts";
import { makeScratch, type ScratchPlace } from "./scratch.ts";

const root = resolve(import.meta.dirname, "../..");

/**
 * Puts a bug's module in the place of the one that it spoils, for everybody but the bug itself, which wraps what
 * it found there. The product's code holds no switch for it.
 */
function plant(bug: BugName): Plugin {
  const target = join(root, bugs[bug].spoils);
  const spoiled = join(import.meta.dirname, "bugs", `${bug}.ts`);
  return {
    name: "plant-a-bug",
    async resolveId(source, importer) {
      if (importer === spoiled || !source.startsWith(".")) return null;
      const found = await this.resolve(source, importer, { skipSelf: true });
      return found?.id === target ? spoiled : null;
    },
  };
}

const driver = join(import.meta.dirname, "memory/memory-driver.ts");

/** Databases in memory in the place of libsql's, for everybody but the driver that makes them. */
const inMemory: Plugin = {
  name: "in-memory",
  resolveId(source, importer) {
    if (source !== "libsql") return null;
    return importer === driver ? { id: "libsql", external: true } : "\0libsql";
  },
  load: (id) =>
    id === "\0libsql"
      ? `export { MemoryDatabase as default } from ${JSON.stringify(driver)};`
      : null,
};

/**
 * Kysely, but its queries' nodes are not frozen: that guards whoever builds queries by hand, as nobody does here, and
 * makes every node slow.
 */
const freezeNothing: Plugin = {
  name: "freeze-nothing",
  transform: (code, id) =>
    /kysely.dist.esm.util.object-utils\.js$/.test(id)
      ? { code: code.replace("return Object.freeze(obj)", "return obj"), map: null }
      : null,
};

const reader = join(root, "src/markdown/read.ts");

/**
 * The markdown reader, but a text that it has read is not read again: the clones of a world hold the same few. A
 * document never changes, and its reading is a pure function, with laws of its own (unit/markdown).
 */
const readOnce: Plugin = {
  name: "read-once",
  async resolveId(source, importer) {
    if (importer === "\0read-once" || !source.endsWith("/read.ts")) return null;
    const found = await this.resolve(source, importer, { skipSelf: true });
    return found?.id === reader ? "\0read-once" : null;
  },
  load(id) {
    if (id !== "\0read-once") return null;
    return `export * from ${JSON.stringify(reader)};
      import { readDocument as read } from ${JSON.stringify(reader)};
      const known = new Map();
      export function readDocument(path, text) {
        const key = path + "\\0" + text;
        let reading = known.get(key);
        if (!reading) {
          if (known.size > 2000) known.clear();
          known.set(key, (reading = read(path, text)));
        }
        return reading;
      }`;
  },
};

/** The bundle lies away from the sources that the program would be named after. */
const oneIdentity: Plugin = {
  name: "one-identity",
  load: (id) =>
    id === join(root, "src/system/build-identity.ts")
      ? 'export const buildIdentity = "simulated";'
      : null,
};

/** A reader that is spoiled reads every time: what stands in its place would be taken for the real one. */
const spoiling = (bug: BugName) =>
  join(root, bugs[bug].spoils) === reader ? [plant(bug)] : [plant(bug), readOnce];

export const bundlePlace: ScratchPlace = {
  parent: join(root, "node_modules/.cache/sync-hooks-simulator"),
  name: "worker",
};

/** Bundles the simulator's worker with the engine into one file that starts quickly; gives its path. */
export async function bundleWorker(bug: BugName | null): Promise<string> {
  const dir = makeScratch(bundlePlace);
  await build({
    platform: "node",
    logLevel: "warn",
    input: join(import.meta.dirname, "worker.ts"),
    plugins: [inMemory, freezeNothing, oneIdentity, ...(bug === null ? [readOnce] : spoiling(bug))],
    output: { dir, format: "esm", entryFileNames: "worker.mjs", codeSplitting: false },
  });
  return join(dir, "worker.mjs");
}
