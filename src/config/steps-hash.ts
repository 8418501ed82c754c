import { createHash } from "node:crypto";
import type { StepConfig } from "./schema.ts";

/** Identifies commands with all that decides when, where and for how long they run; any change is another hash. */
export function stepsHash(steps: readonly StepConfig[]): string {
  const parts = steps.map(({ name, run, on, timeout, workdir, scope }) => [
    name,
    run,
    on,
    timeout,
    workdir,
    scope,
  ]);
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex");
}
