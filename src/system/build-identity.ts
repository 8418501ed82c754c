import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Names the program that runs, by a hash of its sources and of the list of libraries that are bundled with them: its
 * version can stay the same while what it understands changes. The build puts the value in this file's place
 * (build.ts), so what is installed reads no source.
 */
export const buildIdentity: string = hashOf(join(import.meta.dirname, "../.."));

function hashOf(folder: string): string {
  const names = readdirSync(join(folder, "src"), { recursive: true, encoding: "utf8" });
  const sources = names.filter((path) => path.endsWith(".ts")).toSorted();
  const hash = createHash("sha256");
  for (const name of ["package-lock.json", ...sources.map((path) => join("src", path))])
    hash
      .update(name)
      .update("\0")
      .update(readFileSync(join(folder, name)))
      .update("\0");
  return hash.digest("hex").slice(0, 16);
}
