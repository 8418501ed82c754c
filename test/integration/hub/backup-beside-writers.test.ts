import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { backupHub } from "../../../src/actions/hub/backup-hub.ts";
import { makeHome } from "../../helpers/home.ts";
import { hubKinds } from "../../helpers/hub-kinds.ts";
import { addTestRepo } from "../../helpers/hub.ts";
import { contextOf } from "../../helpers/registered.ts";

describe.each(hubKinds())("on $name", (kind) => {
  test.skipIf(kind.isMissing())(
    "a backup holds one moment's state, and writers go on while it is made",
    async () => {
      const url = await kind.newUrl();
      const home = makeHome();
      const ctx = contextOf(home, `hub: ${url}\n`);
      await addTestRepo(await ctx.hub());
      // Two rows far apart that every writer changes together.
      await kind.sql(
        url,
        "INSERT INTO workstreams (id, repo_id, key, file) SELECT 'w', id, 'w', 'w.md' FROM repos",
      );
      const values = Array.from(
        { length: 6000 },
        (_, at) => `('t${String(at).padStart(5, "0")}', '${at}', '0')`,
      );
      await kind.sql(
        url,
        `INSERT INTO tasks (id, key, title, repo_id, workstream_id)
          SELECT given.id, given.key, given.title, repos.id, 'w' FROM repos
          CROSS JOIN (SELECT 'x' AS id, 'x' AS key, 'x' AS title WHERE 1 = 0 UNION ALL VALUES ${values.join(",")}) AS given`,
      );
      const state = { done: false, writes: 0 };
      const writer = (async () => {
        while (!state.done) {
          state.writes += 1;
          await kind.sql(
            url,
            `BEGIN; UPDATE tasks SET title = '${state.writes}' WHERE id = 't00000';
              UPDATE tasks SET title = '${state.writes}' WHERE id = 't05999'; COMMIT`,
          );
          await new Promise((resolve) => setImmediate(resolve));
        }
      })();
      for (let round = 0; round < 3; round += 1) {
        const before = state.writes;
        const file = join(home.path, `backup-${round}.jsonl`);
        expect(await backupHub(ctx, file)).toMatchObject({ file });
        const lines = readFileSync(file, "utf8")
          .trim()
          .split("\n")
          .map((line) => JSON.parse(line));
        const title = (id: string) => lines.find((line) => line[1]?.id === id)?.[1].title;
        expect(title("t00000")).toBe(title("t05999"));
        expect(Number(title("t00000"))).toBeGreaterThanOrEqual(before - 1);
        expect(state.writes).toBeGreaterThan(before);
      }
      state.done = true;
      await writer;
    },
  );
});
