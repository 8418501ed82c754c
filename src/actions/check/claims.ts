import type { Finding, FindingCode } from "../../core/tasks/finding.ts";
import { workplanWithoutId, workstreamGone } from "../../core/tasks/findings.ts";
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
    ...sharedIds(workplans, {
      code: "C-02",
      what: "the workplan id",
      mend: "give one of the files an id of its own",
      read: ({ document }) => document.workstream.key,
    }),
    ...sharedIds(workplans, {
      code: "C-16",
      what: "the workstream id",
      mend: "delete state_hub_workstream_id in the copy",
      read: ({ document }) => document.workstream.hubId,
    }),
  ];
}

/** Workstreams with open tasks in the hub whose file is there and holds them no more; nor does another one. */
export function checkLeft(
  files: readonly TaskFile[],
  open: readonly { key: string; file: string }[],
): Finding[] {
  const read = new Set(files.map(({ path }) => path));
  const held = new Set(files.map(({ document }) => document.workstream.key));
  return open.flatMap(({ key, file }) =>
    read.has(file) && !held.has(key) ? [workstreamGone(file, key)] : [],
  );
}

function sharedIds(
  files: readonly TaskFile[],
  id: { code: FindingCode; what: string; mend: string; read: (file: TaskFile) => string | null },
): Finding[] {
  const claims = new Map<string, string[]>();
  for (const file of files) {
    const claimed = id.read(file);
    if (claimed !== null) claims.set(claimed, [...(claims.get(claimed) ?? []), file.path]);
  }
  return [...claims].flatMap(([claimed, paths]) =>
    paths.length < 2
      ? []
      : paths.map((file) => ({
          code: id.code,
          file,
          line: 1,
          message: `${id.what} "${claimed}" also stands in ${paths.filter((other) => other !== file).join(", ")}`,
          mend: id.mend,
        })),
  );
}
