import { join } from "node:path";
import { readIfPresent, writeAtomic } from "../system/files.ts";
import { ask, insist, words } from "./commands.ts";
import { restoreFiles, writeFiles } from "./entry-files.ts";
import type { Machine } from "./machine.ts";
import { windowsWord, xmlText } from "./quoting.ts";
import { changes, type Edit, type Running } from "./scheduler.ts";

/** A task of this user's; its XML is kept in the data directory to compare with. */
export type WindowsTask = {
  /** Each user has their own: names are shared by all users of a machine. */
  name: string;
  /** Where the XML is kept, an absolute path. */
  xmlPath: string;
};

/** The task for one of our verbs. */
export const windowsTask = (machine: Machine, verb: string, xmlFile: string): WindowsTask => ({
  name: `sync-hooks\\${verb} ${machine.user.name.replaceAll("\\", " ")}`,
  xmlPath: join(machine.directories.data, xmlFile),
});

/** Why the Task Scheduler cannot be used here; null where it answers. */
export async function whyNoTaskScheduler(machine: Machine): Promise<string | null> {
  const answer = await ask(machine, "schtasks", ["/Query", "/FO", "CSV", "/NH"]);
  if (answer === null) return "there is no schtasks";
  return answer.status === 0 ? null : `schtasks does not answer: ${words(answer)}`;
}

/** What would change for the task to have this XML, or for there to be none (null). */
export async function planTask(
  machine: Machine,
  task: WindowsTask,
  after: string | null,
): Promise<Edit[]> {
  if (after === null && (await ask(machine, "schtasks", ["/?"])) === null) return [];
  return [{ place: task.xmlPath, before: readXml(task), after }];
}

/** Registers the task where it differs or is gone, or deletes it. */
export async function applyTask(
  machine: Machine,
  task: WindowsTask,
  edits: readonly Edit[],
): Promise<void> {
  const changed = changes(edits);
  const isThere = (await ask(machine, "schtasks", ["/Query", "/TN", task.name]))?.status === 0;
  if (edits.every((edit) => edit.after === null)) {
    if (isThere) await insist(machine, "schtasks", ["/Delete", "/TN", task.name, "/F"]);
    writeFiles(changed);
    return;
  }
  if (changed.length > 0 || !isThere) await register(machine, task, edits);
}

async function register(
  machine: Machine,
  { name, xmlPath }: WindowsTask,
  edits: readonly Edit[],
): Promise<void> {
  try {
    for (const { after } of edits) if (after !== null) writeAtomic(xmlPath, utf16(after));
    await insist(machine, "schtasks", ["/Create", "/TN", name, "/XML", xmlPath, "/F"]);
  } catch (error) {
    restoreFiles(edits.filter(({ before }) => before === null));
    for (const { before } of edits) if (before !== null) writeAtomic(xmlPath, utf16(before));
    throw error;
  }
}

/** Whether the task stands and may start, and what mends it where it is `gone` or `disabled`. */
export function taskState(
  registeredXml: string | null,
  { gone, disabled }: Readonly<Record<"gone" | "disabled", string>>,
): Running {
  if (registeredXml === null) return { state: "no", why: "the task is not registered", mend: gone };
  const settings = /<Settings>[\s\S]*<\/Settings>/.exec(registeredXml)?.[0] ?? "";
  if (settings.includes("<Enabled>false</Enabled>"))
    return { state: "no", why: "the task is disabled", mend: disabled };
  return { state: "yes" };
}

/** Program and arguments of a task; through conhost, since a console program of its own would flash a window at every start. */
export function hiddenCommand(command: readonly string[]): { command: string; arguments: string } {
  const line = ["--headless", ...command].map(windowsWord).join(" ");
  return { command: "conhost.exe", arguments: xmlText(line) };
}

/** schtasks reads UTF-16 with a byte order mark. */
export const utf16 = (text: string): Buffer => Buffer.from(`\uFEFF${text}`, "utf16le");

export function readXml({ xmlPath }: WindowsTask): string | null {
  const text = readIfPresent(xmlPath)?.toString("utf16le");
  return text?.replace(/^\uFEFF/, "") ?? null;
}
