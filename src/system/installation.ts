import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { SyncError } from "../core/errors.ts";

/** Where this program's own files lie; absolute paths. */
export type Installation = { templates: string; dist: string };

/** Finds the package that the running code belongs to, from source or bundled. Throws `internal` outside of one. */
export function findInstallation(): Installation {
  const start = fileURLToPath(import.meta.url);
  for (let folder = dirname(start); ; folder = dirname(folder)) {
    if (existsSync(join(folder, "package.json")) && existsSync(join(folder, "templates")))
      return { templates: join(folder, "templates"), dist: join(folder, "dist") };
    if (folder === dirname(folder))
      throw new SyncError("internal", `the files of sync-hooks are not whole around ${start}`, {
        hint: "install sync-hooks again",
      });
  }
}

/** The text of a file in templates/. */
export function readTemplate(name: string): string {
  return readFileSync(join(findInstallation().templates, name), "utf8");
}
