import type { GitFailure } from "../../core/publish/git-failure.ts";
import type { PublishPlan } from "../../core/publish/publish-plan.ts";
import type { RemoteRef } from "../../core/publish/push-target.ts";
import type { StepEnd } from "./timed-step.ts";

/** `origin/main`. */
export function refName(place: RemoteRef): string {
  return `${place.remote}/${place.ref.replace(/^refs\/heads\//, "")}`;
}

type Report = Extract<PublishPlan, { do: "report" }>;

/** What stands in the way, and the command by which the user settles it. */
export function divergedDetail(plan: Report, at: { branch: string }): string {
  const { side, diverged } = plan;
  const name = side.ref.replace(/^refs\/heads\//, "");
  switch (diverged) {
    case "rewritten":
      return `rewritten: to publish it, run: git push --force-with-lease=${name}:${side.tip} ${side.remote} ${at.branch}:${name}`;
    case "ff-only":
      return `ff-only: ${side.ahead} ahead, ${side.behind} behind ${refName(side)}; bring them together with: git pull --rebase`;
    case "pull-off":
      return `pull-off: ${side.ahead} ahead, ${side.behind} behind ${refName(side)}; bring them together with: git pull --rebase`;
    case "push-remote":
      return `push-remote: ${refName(side)} holds ${side.behind} commits that ${at.branch} lacks; look at them with: git log ${at.branch}..${refName(side)}`;
  }
}

const outcomeOf = {
  offline: "offline",
  auth: "auth",
  gone: "failed",
  "no-ref": "skipped",
  moved: "rejected",
  refused: "rejected",
  failed: "failed",
} as const satisfies Record<GitFailure["kind"], StepEnd["outcome"]>;

/** A fetch's or push's failure as the end of its step. */
export function failureEnd(failure: GitFailure): StepEnd {
  return { outcome: outcomeOf[failure.kind], detail: detailOf(failure) };
}

/** A reason word, and what was said. */
function detailOf({ kind, detail }: GitFailure): string {
  switch (kind) {
    case "no-ref":
      return "upstream-gone";
    case "gone":
      return `remote-gone: ${detail} (check it with: git remote -v)`;
    case "offline":
      return detail === "timeout" ? detail : `network: ${detail}`;
    case "auth":
      return `credentials: ${detail} (try: git fetch)`;
    case "moved":
    case "refused":
      return `${kind}: ${detail}`;
    case "failed":
      return `git: ${detail}`;
  }
}

const listed = 5;

/** The first five names, and how many more there are. */
export function listFiles(files: readonly string[]): string {
  const more = files.length > listed ? ` and ${files.length - listed} more` : "";
  return files.slice(0, listed).join(", ") + more;
}
