import { join } from "node:path";
import { unifiedDiff } from "../../core/unified-diff.ts";
import { keptName, type HookEvent } from "../../core/hooks/hook-text.ts";
import type { HookStep } from "./hook-folder.ts";

export type HookAction = "created" | "updated" | "chained" | "restored" | "removed" | "unchanged";

/** What happens to one hook, and the unified diff that shows it. */
export type HookChange = { event: HookEvent; path: string; action: HookAction; diff: string };

/** The steps as a person reads them; a step that touches nothing is told only of the hook itself. */
export function describeSteps(folder: string, steps: readonly HookStep[]): HookChange[] {
  return steps
    .filter(({ name, event, plan }) => name === event || plan.kind !== "unchanged")
    .map((step) => {
      const path = join(folder, step.name);
      return { event: step.event, path, action: actionOf(step), diff: diffOf(step, path, folder) };
    });
}

function actionOf({ plan, entry }: HookStep): HookAction {
  switch (plan.kind) {
    case "unchanged":
    case "refused":
      return "unchanged";
    case "write":
      return entry.kind === "absent" ? "created" : "updated";
    case "chain":
      return "chained";
    case "restore":
      return "restored";
    case "remove":
      return "removed";
  }
}

function diffOf({ plan, entry, event }: HookStep, path: string, folder: string): string {
  const kept = join(folder, keptName(event));
  const before = entry.kind === "file" ? legible(entry.text) : null;
  const diff = (old: string | null, next: string | null) =>
    unifiedDiff({ path, text: old }, { path, text: next });
  switch (plan.kind) {
    case "unchanged":
    case "refused":
      return "";
    case "write":
      return diff(before, legible(plan.text));
    case "chain":
      return renamed(path, kept) + diff(null, legible(plan.text));
    case "restore":
      return diff(before, null) + renamed(kept, path);
    case "remove":
      return diff(before, null);
  }
}

const renamed = (from: string, to: string) => `rename from ${from}\nrename to ${to}\n`;

/** A hook text's bytes as the characters that they most likely stand for. */
const legible = (text: string) => Buffer.from(text, "latin1").toString("utf8");
