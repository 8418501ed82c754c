import type { Format } from "../core/tasks/document.ts";
import { findFrontmatter } from "./frontmatter.ts";

const byPath: readonly (readonly [RegExp, Format])[] = [
  [/(^|\/)openspec\/changes\/(archive\/)?[^/]+\/tasks\.md$/, "openspec"],
  [/(^|\/)workplans\/.*\.md$/, "workplan"],
  [/(^|\/)docs\/.*TASKLIST[^/]*\.md$/, "checkbox"],
  [/(^|\/)TASKS\.md$/, "checkbox"],
];

/**
 * The format of a task file: by its path where that is one of the usual ones; else frontmatter or a
 * task block make a workplan, and anything else is a checkbox list.
 */
export function formatOf(path: string, text: string): Format {
  const known = byPath.find(([pattern]) => pattern.test(path));
  if (known) return known[1];
  return findFrontmatter(text) || /^ {0,3}(`{3,}|~{3,})[ \t]*task\b/m.test(text)
    ? "workplan"
    : "checkbox";
}
