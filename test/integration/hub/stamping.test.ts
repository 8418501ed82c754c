import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { makeRequest } from "../../../src/git/request-file.ts";
import { transientFiles } from "../../../src/git/transient-files.ts";
import { syncHooks } from "../../helpers/cli.ts";
import { makeHome, writeFile, type Home } from "../../helpers/home.ts";
import { hubKinds } from "../../helpers/hub-kinds.ts";
import { makeRepository } from "../../helpers/repository.ts";

const entry = fileURLToPath(new URL("../../../dist/hooks/post-commit.js", import.meta.url));
const count = 50;
/** No remote: nothing to push, which is no trouble. */
const calm = new Set(["synced", "nothing-to-do", "skipped"]);

/** The line that a hook's block leaves before it starts the runner. */
const writeRequest = (path: string) =>
  makeRequest(transientFiles(join(path, ".git")), { trigger: "commit", gitPid: null });

/** Runs the hook's entrypoint in a checkout to its end; gives what it printed. */
async function hook(home: Home, path: string): Promise<string> {
  const child = spawn(process.execPath, [entry, join(path, ".git"), ""], {
    env: home.env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let printed = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk: Buffer) => (printed += chunk.toString("utf8")));
  await once(child, "close");
  return printed;
}

describe.each(hubKinds())("on $name", (kind) => {
  test.skipIf(kind.isMissing())(
    `${count} hooks that stamp at once: none is lost, none is turned away`,
    { timeout: 300_000 },
    async () => {
      const home = makeHome();
      const url = await kind.newUrl();
      writeFile(home.path, ".config/sync-hooks/config.yaml", `hub: ${url}\n`);
      const code = join(home.path, "code");
      mkdirSync(code);
      const first = makeRepository(home, "code/r1");
      const paths = Array.from({ length: count }, (_, at) => join(code, `r${at + 1}`));
      for (const path of paths.slice(1)) cpSync(first, path, { recursive: true });
      expect(await syncHooks(home, ["add", "--scan", code])).toMatchObject({ status: 0 });
      const before = new Date().toISOString();
      for (const path of paths) writeRequest(path);
      const printed = await Promise.all(paths.map((path) => hook(home, path)));
      expect(printed.join("")).toBe("");
      const ends = await kind.sql(
        url,
        `SELECT checkouts.path, last_outcome, last_detail, repos.last_state_synced_at AS at
          FROM checkouts JOIN repos ON repos.id = checkouts.repo_id ORDER BY path`,
      );
      expect(ends.map(({ path }) => path)).toEqual(paths.toSorted());
      // Whoever was turned away, or has not stamped, is told with what kept it.
      expect(
        ends.filter(
          ({ last_outcome, at }) => !calm.has(String(last_outcome)) || !(String(at) > before),
        ),
      ).toEqual([]);
    },
  );
});
