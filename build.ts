import { build, type BuildOptions } from "esbuild";
import { chmodSync, rmSync } from "node:fs";

// libsql brings a native library and stays a dependency; everything else is bundled, so that the hook
// and the command line load a few files and nothing has to be resolved at run time.
const shared: BuildOptions = {
  bundle: true,
  platform: "node",
  format: "esm",
  target: "node20.19",
  outdir: "dist",
  outbase: ".",
  // cosmiconfig's own loaders are never called: config/find.ts brings its own.
  external: ["libsql", "typescript", "js-yaml", "parse-json", "import-fresh"],
  legalComments: "linked",
  logLevel: "warning",
  minifySyntax: true,
  minifyWhitespace: true,
  banner: {
    js: "import{createRequire as _cr}from'node:module';const require=_cr(import.meta.url);",
  },
};

rmSync("dist", { recursive: true, force: true });
await build({
  ...shared,
  splitting: true,
  chunkNames: "chunks/[name]-[hash]",
  entryPoints: [
    "bin/sync-hooks.ts",
    "hooks/post-commit.ts",
    "hooks/post-merge.ts",
    "hooks/post-rewrite.ts",
  ],
});
chmodSync("dist/bin/sync-hooks.js", 0o755);
