import { chmodSync, cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build, type InputOptions, type OutputOptions, type Plugin } from "rolldown";
import { buildIdentity } from "./src/system/build-identity.ts";

const slowLoader = /const \{ load, currentTarget \}.*?\nfunction requireNative\(\) \{.*?\n\}\n/s;

/** Bundles libsql, but for its native library, and loads that by our own shorter way. */
const quickLibsql: Plugin = {
  name: "quick-libsql",
  load: {
    filter: { id: /node_modules[\\/]libsql[\\/]index\.js$/ },
    handler(path) {
      const source = readFileSync(path, "utf8");
      if (!slowLoader.test(source)) throw new Error("libsql loads its library in another way now");
      const loader = JSON.stringify(join(import.meta.dirname, "src/system/native-sqlite.ts"));
      const quick = `const { loadNativeSqlite: requireNative } = require(${loader});\n`;
      return { code: source.replace(slowLoader, () => quick), moduleType: "js" };
    },
  },
};

const cloudflareProbe = "function isCloudflareRuntime() {";

/**
 * Lets pg take it for settled that it runs on node: before 21 it makes a Response to find out, and that loads node's
 * whole fetch, 50 ms of processor time in every hook whose hub is PostgreSQL.
 */
const pgOnNode: Plugin = {
  name: "pg-on-node",
  load: {
    filter: { id: /node_modules[\\/]pg[\\/]lib[\\/]stream\.js$/ },
    handler(path) {
      const source = readFileSync(path, "utf8");
      if (!source.includes(cloudflareProbe))
        throw new Error("pg asks for its runtime in another way");
      const settled = `${cloudflareProbe} return false;`;
      return { code: source.replace(cloudflareProbe, settled), moduleType: "js" };
    },
  },
};

/** What the running program would take from its sources, which are not installed with it. */
const knownIdentity: Plugin = {
  name: "known-identity",
  load: {
    filter: { id: /src[\\/]system[\\/]build-identity\.ts$/ },
    handler: () => `export const buildIdentity = ${JSON.stringify(buildIdentity)};`,
  },
};

/** Leaves out zod's error texts in forty languages, which nobody asks for and every start would read. */
const oneLocale: Plugin = {
  name: "one-locale",
  load: {
    filter: { id: /node_modules[\\/]zod[\\/]v4[\\/]locales[\\/]index\.js$/ },
    handler: () => 'export { default as en } from "./en.js";',
  },
};

// Everything but libsql's native library is bundled: a start loads few files and resolves nothing at run time.
// docs/decisions/bundle-layout.md has what each layout costs.
const input: InputOptions = {
  platform: "node",
  // cosmiconfig's own loaders are never called: config/find.ts brings its own.
  external: ["typescript", "js-yaml", "parse-json", "import-fresh"],
  plugins: [quickLibsql, pgOnNode, knownIdentity, oneLocale],
  // What its "main" names loads its own parts in a way that no bundler can follow.
  resolve: {
    alias: {
      "jsonc-parser": join(import.meta.dirname, "node_modules/jsonc-parser/lib/esm/main.js"),
    },
  },
  transform: { target: "node20.19" },
  // What a hook loads late, the command line's chunk of what most commands share holds from the start.
  checks: { ineffectiveDynamicImport: false },
};

// CommonJS: node's loader of ES modules and its views of the built-in ones cost every start more than our own code.
const output: OutputOptions = {
  dir: "dist",
  format: "cjs",
  strict: true,
  entryFileNames: "[name].js",
  comments: { legal: true, annotation: false, jsdoc: false },
};

const sources = join(import.meta.dirname, "src");

/** What most commands share, and what needs no library but libsql: read as one file, where it would be forty. */
const shared =
  /^[\\/](core|git|ledger|schedule|system|cli[\\/](render|commands[\\/](list|log|status|sweep|sync))|actions[\\/](context|each|install[\\/](?!install-all)|keep-if|log|machine|notify|open-context|registry[\\/](display|list|require-present|select)|status|steps|sweep|sync|timer|trust[\\/]trusted))/;
const ownPath = (id: string) => (id.startsWith(sources) ? id.slice(sources.length) : "");
const isShared = (id: string) => shared.test(ownPath(id));

/** Of these, what a sync and a sweep do not need before git runs, or not at all. */
const later =
  /^[\\/](schedule|cli[\\/](render[\\/](check|dispatch|doctor|edits|inventory|log|service|status|tasks|timer|watch)|commands[\\/](list|log|status))|core[\\/](tasks|dispatch)|actions[\\/](status|timer|log))/;
const isLater = (id: string) => later.test(ownPath(id));

/** A thread's few lines stay a file of their own, which the others would have to load with them. */
const isStart = (id: string) =>
  /[\\/]src[\\/](?!actions[\\/]check[\\/]check-thread\.ts)|^\0|rolldown/.test(id);

const isStarter = (id: string) =>
  /^[\\/]system[\\/](starter|run|kill-group|installation)/.test(ownPath(id));

rmSync("dist", { recursive: true, force: true });
await build({
  ...input,
  input: {
    "bin/sync-hooks": "bin/sync-hooks.ts",
    "threads/check": "src/actions/check/check-thread.ts",
  },
  output: {
    ...output,
    chunkFileNames: "chunks/[name]-[hash].js",
    codeSplitting: {
      groups: [
        // Without the entry itself: while that waits for its command, nothing can import from it.
        { name: "start", tags: ["$initial"], priority: 3, test: isStart },
        // What a sweep starts before it reads the rest.
        { name: "starter", test: isStarter, priority: 3 },
        { name: "program", test: (id) => isShared(id) && !isLater(id), priority: 2 },
        { name: "later", test: isLater, priority: 1 },
      ],
    },
  },
});
// The three hooks share one file, which holds all that runs until `git push` starts; what comes later is
// loaded while the push is under way.
await build({
  ...input,
  input: {
    "hooks/post-commit": "hooks/post-commit.ts",
    "hooks/post-merge": "hooks/post-merge.ts",
    "hooks/post-rewrite": "hooks/post-rewrite.ts",
  },
  output: {
    ...output,
    chunkFileNames: ({ name }) =>
      name === "wake" ? "hooks/wake.js" : "hooks/later/[name]-[hash].js",
    codeSplitting: {
      groups: [
        { name: "wake", tags: ["$initial"], test: /[\\/](src|node_modules)[\\/]|^\0|rolldown/ },
      ],
    },
  },
});
// The process that starts a sweep's commands has to be small, so it loads nothing else.
await build({
  ...input,
  input: { "system/starter-process": "src/system/starter-process.ts" },
  output,
});
// The thread that packs a long list holds what it needs and no more, for it starts while a hook runs.
await build({
  ...input,
  input: { "threads/pack-list": "src/actions/reconcile/pack-list-thread.ts" },
  output,
});
// The dashboard: what runs in the browser, in one file, and its page as it is.
await build({
  input: { app: "src/server/dashboard/browser/main.ts" },
  platform: "browser",
  transform: { target: "es2022" },
  output: { dir: "dist/dashboard", format: "esm", entryFileNames: "[name].js", minify: true },
});
cpSync("src/server/dashboard/page", "dist/dashboard", { recursive: true });
writeFileSync("dist/package.json", '{ "type": "commonjs" }\n');
chmodSync("dist/bin/sync-hooks.js", 0o755);
