import { confirm, intro, isCancel, multiselect, outro, text } from "@clack/prompts";
import type { InitPlan } from "../actions/init.ts";
import { tildePath } from "./render/path.ts";
import { visible } from "./render/text.ts";

export type InitQuestions = {
  /** The folder that is offered first. */
  folder: string;
  home: string | undefined;
  everyMinutes: number;
  /** Finds the checkouts below a folder; throws where it cannot be read. */
  find: (folder: string) => string[];
};

const shownAtOnce = 12;

/** Asks a newcomer the three questions of the first set-up; null where they left with Ctrl-C. */
export async function askForPlan(questions: InitQuestions): Promise<InitPlan | null> {
  intro("sync-hooks: from now on every commit syncs itself");
  const found = await askForFolder(questions);
  if (found === null) return null;
  const checkouts = found.length === 0 ? [] : await askForCheckouts(found, questions.home);
  if (checkouts === null) return null;
  const timer = await confirm({
    message: `Sweep up every ${questions.everyMinutes} minutes what the hooks miss?`,
    initialValue: true,
  });
  if (isCancel(timer)) return null;
  outro("Setting up");
  return { checkouts, timer: timer ? "install" : "leave" };
}

async function askForFolder({ folder, home, find }: InitQuestions): Promise<string[] | null> {
  const answer = await text({
    message: "Which folder holds your repositories?",
    initialValue: tildePath(folder, home),
    validate: (value) => complaint(() => find(value ?? "")),
  });
  return isCancel(answer) ? null : find(answer);
}

async function askForCheckouts(
  found: readonly string[],
  home: string | undefined,
): Promise<string[] | null> {
  const answer = await multiselect({
    message: `Which of these ${found.length} checkouts? (space picks, enter goes on)`,
    options: found.map((path) => ({ value: path, label: visible(tildePath(path, home)) })),
    initialValues: [...found],
    required: false,
    maxItems: shownAtOnce,
  });
  return isCancel(answer) ? null : answer;
}

function complaint(attempt: () => unknown): string | undefined {
  try {
    attempt();
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}
