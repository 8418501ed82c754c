import { commitFiles, type CommitResult, type CommitStep } from "../../git/commit-files.ts";
import { openGit } from "../../git/git.ts";
import type { Checkout } from "../../ledger/checkouts.ts";
import { journaledWrites, type JournaledWrite } from "../../ledger/writes.ts";
import type { Context } from "../context.ts";
import type { StepEnd } from "../sync/timed-step.ts";
import { ownFiles } from "./own-files.ts";

/**
 * Commits the task files in which every change since HEAD is sync-hooks' own, as `tasks.commit` asks: `synced` with
 * what was committed, `nothing-to-do`, or `deferred` where git is busy. A file with a person's edit, or with
 * anything of it staged, waits for the person's own commit.
 */
export async function commitWrites(
  ctx: Context,
  checkout: Checkout,
  at: { branch: string; head: string },
  onStep: (step: CommitStep) => void = () => {},
): Promise<StepEnd> {
  const git = openGit(checkout, ctx);
  const place = { checkoutId: checkout.id, branch: at.branch };
  const own: { path: string; bytes: Buffer; writes: readonly JournaledWrite[] }[] = [];
  const journal = journaledWrites(ctx.ledger(), place);
  for await (const { path, file, writes } of ownFiles(ctx, checkout, git, journal))
    own.push({ path, bytes: file.bytes, writes });
  if (own.length === 0) return { outcome: "nothing-to-do", detail: null };
  const result = await commitFiles(
    git,
    { ref: `refs/heads/${at.branch}`, head: at.head, files: own, message: messageOf(own) },
    onStep,
  );
  const files = own.length === 1 ? "1 file" : `${own.length} files`;
  return endOf(result, files);
}

function endOf(result: CommitResult, files: string): StepEnd {
  if (result.committed)
    return { outcome: "synced", detail: `${files} in ${result.commit.slice(0, 10)}` };
  switch (result.why) {
    case "busy":
      return { outcome: "deferred", detail: "index.lock" };
    case "left":
      return { outcome: "deferred", detail: "head-moved" };
    case "staged":
      return { outcome: "deferred", detail: "staged" };
    case "failed":
      return { outcome: "failed", detail: `git: ${result.words}` };
  }
}

/** What was changed, file by file, and the trailer by which such commits are found: git log --grep='^Sync-Hooks: tasks$'. */
function messageOf(files: readonly { path: string; writes: readonly JournaledWrite[] }[]): string {
  const lines = files.map(({ path, writes }) => {
    const keys = writes.flatMap(({ bases }) => bases.map(({ key }) => key));
    const named = [...new Set(keys)].filter((key) => key !== "");
    const shown = named.slice(0, 10).join(", ") + (named.length > 10 ? ", …" : "");
    return `${path}: ${shown || "ids"}`;
  });
  return `Update tasks from the hub\n\n${lines.join("\n")}\n\nSync-Hooks: tasks\n`;
}
