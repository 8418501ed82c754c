import type { Run } from "../../../src/system/run.ts";
import type { Process } from "./process.ts";

/** git as one process gets it: each command an effect. */
export const processGit =
  (process: Process, run: Run): Run =>
  async (command, args, options) => {
    await process.pass(`${command} ${args.slice(0, 2).join(" ")}`, "read");
    const result = await run(command, args, options);
    process.after();
    return result;
  };
