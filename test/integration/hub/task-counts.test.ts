import { describe, expect, test } from "vitest";
import { assignRepo } from "../../../src/hub/assign-repo.ts";
import { changedRepos } from "../../../src/hub/changed-repos.ts";
import { countTasks, followTaskCounts, noTasks } from "../../../src/hub/task-counts.ts";
import { identity } from "../../helpers/hub.ts";
import { hubKinds, openTestHub } from "../../helpers/hub-kinds.ts";

describe.each(hubKinds())("on $name", (kind) => {
  describe.skipIf(kind.isMissing())("task counts that are followed", () => {
    test("are those of a whole count, whatever another program writes in between", async () => {
      const url = await kind.newUrl();
      const hub = await openTestHub(url);
      const read = followTaskCounts();
      const [a, b] = [await repo("a"), await repo("b")];
      async function repo(name: string): Promise<string> {
        const { id } = await assignRepo(hub, identity({ remoteKey: name, localKey: name }));
        await kind.sql(
          url,
          `INSERT INTO workstreams (id, repo_id, key, file) VALUES ('w-${name}', '${id}', 'W', 'w.md')`,
        );
        return id;
      }
      const add = (name: string, id: string, status: string) =>
        `INSERT INTO tasks (id, repo_id, workstream_id, key, status)
          VALUES ('${name}-${id}', '${name === "a" ? a : b}', 'w-${name}', '${id}', '${status}')`;
      const [forget, again] = ["the repository is forgotten", "and registered anew"];
      const steps = [
        add("a", "1", "todo"),
        add("a", "2", "done"),
        add("b", "1", "blocked"),
        "UPDATE tasks SET status = 'in_progress' WHERE id = 'a-1'",
        "UPDATE tasks SET removed_at = '2026-01-01T00:00:00Z' WHERE id = 'a-2'",
        "UPDATE tasks SET removed_at = NULL, status = 'cancelled' WHERE id = 'a-2'",
        "UPDATE tasks SET status = 'no such word' WHERE id = 'b-1'",
        "UPDATE tasks SET title = 'another' WHERE id = 'a-1'",
        "DELETE FROM tasks WHERE id = 'a-1'",
        add("b", "2", "todo"),
        "DELETE FROM workstreams WHERE id = 'w-a'",
        `INSERT INTO workstreams (id, repo_id, key, file) VALUES ('w-a', '${a}', 'W', 'w.md')`,
        add("a", "3", "done"),
        `UPDATE tasks SET repo_id = '${b}' WHERE id = 'a-3'`,
        `UPDATE tasks SET repo_id = '${a}' WHERE id = 'a-3'`,
        add("a", "4", "todo"),
        `UPDATE tasks SET repo_id = '${b}' WHERE id = 'a-4'`,
        "DELETE FROM workstreams WHERE id = 'w-a'",
        `INSERT INTO workstreams (id, repo_id, key, file) VALUES ('w-a', '${a}', 'W', 'w.md')`,
        add("a", "5", "done"),
        forget,
        again,
      ];
      for (const step of steps) {
        if (step === forget) await kind.sql(url, "DELETE FROM repos WHERE id = '" + a + "'");
        else if (step === again) await repo("a");
        else await kind.sql(url, step);
        expect({ step, counts: known(await read(hub)) }).toEqual({
          step,
          counts: known(await hub.read((db) => countTasks(db, "all"))),
        });
      }
      expect((await read(hub)).get(b)).toEqual({ ...noTasks(), todo: 1 });
    });

    test("name the repository alone whose tasks were written", async () => {
      const url = await kind.newUrl();
      const hub = await openTestHub(url);
      const { id } = await assignRepo(hub, identity());
      await assignRepo(hub, identity({ remoteKey: "other", localKey: "other" }));
      const before = await hub.read(hub.dialect.changeNumber);
      expect(await hub.read((db) => changedRepos(db, before))).toEqual([]);
      await kind.sql(
        url,
        `INSERT INTO workstreams (id, repo_id, key, file) VALUES ('w', '${id}', 'W', 'w.md')`,
      );
      await kind.sql(
        url,
        `INSERT INTO tasks (id, repo_id, workstream_id, key) VALUES ('t', '${id}', 'w', 'T')`,
      );
      expect(await hub.read((db) => changedRepos(db, before))).toEqual([id]);
      const between = await hub.read(hub.dialect.changeNumber);
      await kind.sql(url, "DELETE FROM tasks");
      expect(await hub.read((db) => changedRepos(db, between))).toEqual([id]);
    });
  });
});

/** A repository without tasks, and one that nothing is known of, are the same. */
const known = (counts: ReadonlyMap<string, object>) =>
  Object.fromEntries(
    [...counts].filter(([, of]) => JSON.stringify(of) !== JSON.stringify(noTasks())),
  );
