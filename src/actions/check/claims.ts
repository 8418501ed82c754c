import type { Finding, FindingCode } from "../../core/tasks/finding.ts";
import { workplanWithoutId, workstreamGone } from "../../core/tasks/findings.ts";
import type { CheckedFile } from "../../ledger/checked-files.ts";

/** What a file claims to be, by which files can be in each other's way. */
export type Claim = Pick<CheckedFile, "path" | "format" | "workstream" | "namedId" | "tasks">;

/** Files without a workplan id, and files that claim the same one or the same workstream of the hub. */
export function checkClaims(files: readonly Claim[]): Finding[] {
  const workplans = files.filter(({ format }) => format === "workplan");
  return [
    ...workplans.flatMap(({ path, workstream, tasks }) =>
      workstream === null && tasks > 0 ? [workplanWithoutId(path)] : [],
    ),
    ...sharedIds(workplans, {
      code: "C-02",
      what: "the workplan id",
      mend: "give one of the files an id of its own",
      read: ({ workstream }) => workstream,
    }),
    ...sharedIds(workplans, {
      code: "C-16",
      what: "the workstream id",
      mend: "delete state_hub_workstream_id in the copy",
      read: ({ namedId }) => namedId,
    }),
  ];
}

/** Workstreams with open tasks in the hub whose file is there and holds them no more; nor does another one. */
export function checkLeft(
  files: readonly Claim[],
  open: readonly { key: string; file: string }[],
): Finding[] {
  const read = new Set(files.map(({ path }) => path));
  const held = new Set(files.map(({ workstream }) => workstream));
  return open.flatMap(({ key, file }) =>
    read.has(file) && !held.has(key) ? [workstreamGone(file, key)] : [],
  );
}

function sharedIds(
  files: readonly Claim[],
  id: { code: FindingCode; what: string; mend: string; read: (file: Claim) => string | null },
): Finding[] {
  const claims = new Map<string, string[]>();
  for (const file of files) {
    const claimed = id.read(file);
    if (claimed === null) continue;
    const paths = claims.get(claimed);
    if (paths) paths.push(file.path);
    else claims.set(claimed, [file.path]);
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
