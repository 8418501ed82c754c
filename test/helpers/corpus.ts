import { execFileSync } from "node:child_process";
import { copyFileSync, existsSync, mkdtempSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const folder = fileURLToPath(new URL("../corpus", import.meta.url));
const installed = join(folder, "node_modules");

/**
 * Installs the packages of test/corpus, once, without their install scripts. Installed beside and renamed into
 * place: two test files may ask at the same time.
 */
function prepareCorpus(): void {
  if (existsSync(installed)) return;
  const beside = mkdtempSync(join(folder, ".installing-"));
  try {
    for (const name of ["package.json", "package-lock.json"])
      copyFileSync(join(folder, name), join(beside, name));
    execFileSync("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], {
      cwd: beside,
      stdio: "pipe",
    });
    renameSync(join(beside, "node_modules"), installed);
  } catch (error) {
    // Somebody else was faster: what stands there is the same.
    if (!existsSync(installed)) throw error;
  } finally {
    rmSync(beside, { recursive: true, force: true });
  }
}

/** The paths of some hundred markdown files that people have written, in a fixed order. */
export function realMarkdownFiles(): string[] {
  prepareCorpus();
  return readdirSync(installed, { recursive: true, encoding: "utf8" })
    .filter((name) => name.toLowerCase().endsWith(".md"))
    .sort()
    .map((name) => join(installed, name));
}

/** The `openspec` program. */
export function openSpecProgram(): string {
  prepareCorpus();
  return join(installed, "@fission-ai/openspec/bin/openspec.js");
}
