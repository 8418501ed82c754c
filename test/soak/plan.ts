import { renameSync, statSync, writeFileSync, readFileSync } from "node:fs";
import { join } from "node:path";

export const planFile = "workplans/plan.md";

/** Who alone changes a task, so that nothing conflicts: the editor, the hub's clients, or the other clone. */
export const owners = {
  editor: ["E1", "E2", "E3"],
  hub: ["H1", "H2", "H3"],
  other: ["O1", "O2"],
} as const;

export const taskKeys: readonly string[] = Object.values(owners).flat();

export function planText(): string {
  const blocks = taskKeys.map((key) => taskText(key, "as it began"));
  return `---\nid: WP-1\ntitle: Soak\n---\n\n# Soak\n\n${blocks.join("\n")}`;
}

const taskText = (key: string, title: string) =>
  `## ${key}: ${title}\n\n\`\`\`task\nid: ${key}\nstatus: todo\n\`\`\`\n\nWhat ${key} is about.\n`;

/** The title of every task in the file's text, by key. */
export function titlesIn(text: string): Map<string, string> {
  const headings = text.matchAll(/^## (\w+): (.*)$/gm);
  return new Map([...headings].map(([, key = "", title = ""]) => [key, title]));
}

export const setTitle = (repository: string, key: string, title: string): void =>
  save(repository, (text) =>
    text.replace(new RegExp(`^## ${key}: .*$`, "m"), `## ${key}: ${title}`),
  );

export const addTask = (repository: string, key: string, title: string): void =>
  save(repository, (text) => `${text}\n${taskText(key, title)}`);

/** Puts a new file in the old one's place, as editors do; begins again where the old one changed meanwhile. */
function save(repository: string, change: (text: string) => string): void {
  const path = join(repository, planFile);
  const draft = `${path}.draft`;
  for (;;) {
    const before = statSync(path, { bigint: true });
    writeFileSync(draft, change(readFileSync(path, "utf8")));
    const now = statSync(path, { bigint: true });
    if (now.ino !== before.ino || now.mtimeNs !== before.mtimeNs) continue;
    renameSync(draft, path);
    return;
  }
}
