import { readdirSync, realpathSync } from "node:fs";
import { join, sep } from "node:path";
import { linkOf } from "../../board/link.ts";
import type { Change, ChangeState } from "../../board/model.ts";
import { readProposal } from "../../board/proposal.ts";
import { openSpecProgress, openSpecTasks } from "../../markdown/openspec-tasks.ts";
import { readIfPresent } from "../../system/files.ts";

/**
 * Reads every change of the `openspec/` folder below `top`, open and archived, straight from the files; none
 * where there is no such folder. `repository` is the name that the changes' links begin with.
 */
export function readChanges(top: string, repository: string): Change[] {
  const folder = join(top, "openspec", "changes");
  const archive = join(folder, "archive");
  const open = foldersIn(folder, top).filter((name) => name !== "archive");
  return [
    ...open.map((name) =>
      readChange(join(folder, name), name, (tasks) => ({
        link: linkOf(repository, name),
        formerLink: null,
        state: stateOf(tasks),
      })),
    ),
    ...foldersIn(archive, top).map((name) =>
      readChange(join(archive, name), name, () => ({
        link: linkOf(repository, `archive/${name}`),
        formerLink: linkOf(repository, nameBeforeArchive(name)),
        state: "archived" as const,
      })),
    ),
  ];
}

/** OpenSpec puts the day in front when it archives a change. */
const nameBeforeArchive = (name: string): string => name.replace(/^\d{4}-\d{2}-\d{2}-/, "");

type Tasks = ReturnType<typeof openSpecTasks>;

function readChange(
  folder: string,
  name: string,
  identify: (tasks: Tasks | null) => Pick<Change, "link" | "formerLink" | "state">,
): Change {
  const text = textOf(join(folder, "tasks.md"));
  const tasks = text === null ? null : openSpecTasks(text);
  const { title, why } = readProposal(textOf(join(folder, "proposal.md")) ?? "");
  return {
    ...identify(tasks),
    title: title ?? nameBeforeArchive(name).replaceAll("-", " "),
    text: why,
    tasks: text === null || tasks === null ? [] : withNesting(text, tasks),
  };
}

function stateOf(tasks: Tasks | null): ChangeState {
  if (tasks === null) return "proposed";
  const { total, completed } = openSpecProgress(tasks);
  if (completed === 0) return "ready";
  return completed === total ? "done" : "in_progress";
}

/** A board's tasks are flat: those below another one get an arrow for each level. */
function withNesting(text: string, tasks: Tasks): Change["tasks"] {
  const lines = text.split("\n");
  const above: number[] = [];
  return tasks.map(({ text: words, done, line }) => {
    const indent = widthOf(/^\s*/.exec(lines[line - 1] ?? "")?.[0] ?? "");
    while ((above.at(-1) ?? -1) >= indent) above.pop();
    const depth = above.push(indent) - 1;
    return { name: `${"↳ ".repeat(depth)}${words || "(no text)"}`, done };
  });
}

const widthOf = (space: string): number => space.replaceAll("\t", "    ").length;

/** The folders in a folder that lie in the checkout; a link that leads out of it is passed over. */
function foldersIn(folder: string, top: string): string[] {
  const root = realpathSync(top) + sep;
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && !entry.name.startsWith("."))
      .filter((entry) => realpathSync(join(folder, entry.name)).startsWith(root))
      .map(({ name }) => name)
      .sort();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return [];
    throw error;
  }
}

const textOf = (file: string): string | null => readIfPresent(file)?.toString("utf8") ?? null;
