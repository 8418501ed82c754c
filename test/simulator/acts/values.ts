import { boxes, statusWords, type SimField } from "../documents.ts";
import type { FileKind } from "../script.ts";
import type { World } from "../world.ts";

/** Endings with characters that YAML, markdown or SQL could trip over. */
const endings = ["", "", " it's", ' "so"', " é🎉", " a: b", " (x) & y", " # no comment"] as const;

/** A value that this field never had, so that wherever it is seen, its act is known; null: there is none left. */
export function freshValue(
  world: World,
  slot: { task: string; field: SimField },
  kind: FileKind | "hub",
  style: number,
): string | null {
  const { reference, names } = world;
  const { field } = slot;
  if (field === "needs_human") return reference.isUsed(slot, "true") ? null : "true";
  if (field === "status") {
    const all =
      kind === "hub" || kind === "workplan" ? Object.keys(statusWords) : Object.keys(boxes);
    const left = all.filter((status) => !reference.isUsed(slot, status));
    return left[style % Math.max(left.length, 1)] ?? null;
  }
  const ending = endings[style % endings.length] ?? "";
  const plain = field === "title" && ending.includes("#") ? "" : ending;
  return `${field === "title" ? "t" : "p"}${names.next++}${plain}`;
}

/** How a person writes a value into a file. */
export function wordFor(kind: FileKind, field: SimField, value: string, style: number): string {
  if (field === "status") {
    if (kind !== "workplan") return boxes[value] ?? " ";
    const words = statusWords[value] ?? [value];
    return words[style % words.length] ?? value;
  }
  return field === "priority" && /[^\w ]/.test(value) ? JSON.stringify(value) : value;
}

/** What a shown value may stand for: a box shows less than the hub knows. */
export function standsFor(kind: FileKind, field: string, value: string | null): (string | null)[] {
  if (kind === "workplan" || field !== "status") return [value];
  if (value === "todo") return ["todo", "in_progress", "blocked"];
  return value === "in_progress" ? ["in_progress", "blocked"] : [value];
}
