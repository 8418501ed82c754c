import { resolve } from "node:path";
import { backupHub } from "../../actions/hub/backup-hub.ts";
import type { Invocation, Report } from "../command.ts";

export async function run({ context, terminal, args }: Invocation): Promise<Report> {
  const backup = await backupHub(context, resolve(context.cwd, args[0] ?? ""));
  terminal.out(`kept ${backup.rows} rows of ${backup.place} in ${backup.file}`);
  return { status: 0, document: backup };
}
