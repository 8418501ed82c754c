import type { Finding, FindingCode } from "../../core/tasks/finding.ts";
import { workplanWithoutId } from "../../core/tasks/findings.ts";
import type { TaskFile } from "../reconcile/task-file.ts";

/** Files without a workplan id, and files that claim the same one or the same workstream of the hub. */
export function checkClaims(files: readonly TaskFile[]): Finding[] {
  const workplans = files.filter(({ document }) => document.format === "workplan");
  return [
    ...workplans.flatMap(({ path, document }) =>
      document.workstream.key === null && document.tasks.length > 0
        ? [workplanWithoutId(path)]
        : [],
    ),
    ...shared(workplans, "C-02", "the workplan id", (file) => file.document.workstream.key),
    ...shared(workplans, "C-16", "the workstream id", (file) => file.document.workstream.hubId),
  ];
}

function shared(
  files: readonly TaskFile[],
  code: FindingCode,
  what: string,
  read: (file: TaskFile) => string | null,
): Finding[] {
  const claims = new Map<string, string[]>();
  for (const file of files) {
    const id = read(file);
    if (id !== null) claims.set(id, [...(claims.get(id) ?? []), file.path]);
  }
  return [...claims].flatMap(([id, paths]) =>
    paths.length < 2
      ? []
      : paths.map((file) => ({
          code,
          file,
          line: 1,
          message: `${what} "${id}" also stands in ${paths.filter((other) => other !== file).join(", ")}`,
          mend: "give one of the files an id of its own",
        })),
  );
}
