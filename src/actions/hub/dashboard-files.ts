import { readFileSync } from "node:fs";
import { join } from "node:path";
import { SyncError } from "../../core/errors.ts";
import { findInstallation } from "../../system/installation.ts";

/** The bytes of one of the dashboard's files, as the build left it. Throws `internal` where it is not there. */
export function readDashboardFile(name: string): Buffer {
  const file = join(findInstallation().dist, "dashboard", name);
  try {
    return readFileSync(file);
  } catch (cause) {
    throw new SyncError("internal", `${file} cannot be read`, {
      hint: "install sync-hooks again; from its source: npm run build",
      cause,
    });
  }
}
