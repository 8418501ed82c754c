import * as z from "zod";
import { SyncError } from "../core/errors.ts";
import type { ForgeAccount } from "./forge.ts";

/** Reads one entry of a forge's list. Throws `forge`, which names the forge and the field, where it has another shape. */
export function reader<Schema extends z.ZodType, T>(
  account: ForgeAccount,
  schema: Schema,
  make: (entry: z.output<Schema>) => T,
): (item: unknown) => T {
  return (item) => {
    const read = schema.safeParse(item);
    if (read.success) return make(read.data);
    const [issue] = read.error.issues;
    const field = issue?.path.join(".") || "an entry";
    throw new SyncError(
      "forge",
      `the forge ${account.name} lists a repository whose ${field} is not as ${account.kind} has it`,
      { hint: "check the forge's kind in config.yaml" },
    );
  };
}
