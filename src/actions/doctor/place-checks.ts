import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { toSyncError } from "../../core/errors.ts";
import { childEnvironment } from "../../git/environment.ts";
import { readIfPresent } from "../../system/files.ts";
import { requireOwn } from "../../system/ownership.ts";
import { run } from "../../system/run.ts";
import { readOwnCommands } from "../trust/trust.ts";
import { readConfigAt } from "../registry/config-scope.ts";
import type { Context } from "../context.ts";
import { remove } from "../registry/remove.ts";
import { fail, ok, warn, type Finding, type Subject } from "./check.ts";

/** The checkout is where it was registered. */
export function checkPath(ctx: Context, { checkout, name }: Subject): Finding {
  if (existsSync(checkout.gitDir) && existsSync(checkout.path)) return ok(checkout.path);
  const mend = `if it moved: sync-hooks add NEW-PATH, else: sync-hooks remove ${checkout.path}`;
  // A parent that is gone too may be a disk that is not mounted: nothing is forgotten then.
  if (!existsSync(dirname(checkout.path)))
    return fail(`${checkout.path} and its parent folder are gone`, mend);
  return fail(`${checkout.path} is gone`, mend, async () => {
    await remove(ctx, [checkout]);
    return `forgot ${name}, which is gone from ${checkout.path}`;
  });
}

/** git reads the checkout (safe.directory), and its git directory belongs to this user. */
export async function checkOwner(_ctx: Context, { checkout, inspect }: Subject): Promise<Finding> {
  try {
    await inspect();
    requireOwn(checkout.gitDir);
    return ok("yours");
  } catch (thrown) {
    const error = toSyncError(thrown);
    return fail(error.message, error.hint);
  }
}

/** The repository's own config is valid. */
export function checkOwnConfig(ctx: Context, { checkout }: Subject): Finding {
  try {
    const { files } = readConfigAt(ctx, checkout.path);
    return ok(files.at(-1) ?? "none");
  } catch (thrown) {
    const error = toSyncError(thrown);
    return fail(error.message, error.hint);
  }
}

/** The commands that the repository's own config asks for are agreed to. */
export function checkTrust(ctx: Context, { checkout, name }: Subject): Finding {
  const { steps, state } = readOwnCommands(ctx, checkout);
  if (state === "none") return ok("no commands of its own");
  if (state === "trusted") return ok(`${steps.length} trusted`);
  const names = steps.map((step) => step.name).join(", ");
  return warn(
    `its own config asks to run ${names}: not trusted`,
    `sync-hooks trust ${name} --show`,
  );
}

/** An https remote without stored credentials asks for a password, which a hook in the background cannot answer. */
export async function checkCredentials(
  ctx: Context,
  { checkout, inspect }: Subject,
): Promise<Finding> {
  const { remoteUrl } = await inspect();
  const host = /^https?:\/\/(?:[^@/]*@)?([^/:]+)/.exec(remoteUrl ?? "")?.[1];
  if (remoteUrl === null) return ok("no remote");
  if (host === undefined || remoteUrl.includes("***@")) return ok(remoteUrl);
  if (ctx.env["GIT_ASKPASS"] || netrcNames(ctx, host)) return ok(remoteUrl);
  const asked = ["credential.helper", "core.askPass"].map((key) =>
    run("git", ["config", "--get-urlmatch", key, remoteUrl], {
      cwd: checkout.path,
      env: childEnvironment(ctx.env, checkout.gitDir),
      timeoutMs: 30_000,
    }),
  );
  const answers = await Promise.all(asked);
  if (answers.some(({ stdout }) => stdout.trim() !== "")) return ok(remoteUrl);
  return warn(
    `${host} may ask for a password, which a push in the background cannot answer`,
    "git config --global credential.helper store, or an ssh remote",
  );
}

/** A pause is no fault, but easily forgotten. */
export function checkPause(ctx: Context, { checkout, name }: Subject): Finding {
  const until = checkout.pausedUntil;
  if (until === null || new Date(until) <= ctx.clock.now()) return ok("not paused");
  const end = until.startsWith("9999") ? "without end" : `until ${until}`;
  return warn(`paused ${end}`, `sync-hooks resume ${name}`);
}

function netrcNames(ctx: Context, host: string): boolean {
  const file = join(ctx.env["HOME"] || homedir(), ".netrc");
  const words = readIfPresent(file)?.toString("utf8").split(/\s+/) ?? [];
  return words.some((word, index) => word === host && words[index - 1] === "machine");
}
