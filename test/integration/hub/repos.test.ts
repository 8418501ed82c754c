import sql from "sql-template-tag";
import { describe, expect, test } from "vitest";
import { assignRepo } from "../../../src/hub/assign-repo.ts";
import { listRepos } from "../../../src/hub/repos.ts";
import { recordCheckouts, stampRepo } from "../../../src/hub/stamps.ts";
import { identity } from "../../helpers/hub.ts";
import { hubKinds, openTestHub } from "../../helpers/hub-kinds.ts";

describe.each(hubKinds())("on $name", (kind) => {
  const makeHub = async () => ({ hub: await openTestHub(await kind.newUrl()) });

  describe.skipIf(kind.isMissing())("the repositories and checkouts of a hub", () => {
    test("two clones of one remote are one repository with one slug", async () => {
      const { hub } = await makeHub();
      const first = await assignRepo(hub, identity());
      const second = await assignRepo(hub, identity({ localKey: "other:/x/.git", folder: "copy" }));
      expect(second).toEqual(first);
      expect(first.slug).toBe("app");
    });

    test("where two repositories would share a slug, the owner stands in front, then a number behind", async () => {
      const { hub } = await makeHub();
      const slugs = [];
      for (const [remoteKey, owner] of [
        ["git.example/ada/app", "ada"],
        ["git.example/bob/App", "bob"],
        ["other.example/bob/app", "bob"],
      ] as const) {
        const name = remoteKey.split("/")[2] as string;
        slugs.push((await assignRepo(hub, identity({ remoteKey, owner, name }))).slug);
      }
      expect(slugs).toEqual(["app", "bob-App", "bob-app-2"]);
    });

    test("a repository without remote is known by its place, and keeps its id when it gets a remote", async () => {
      const { hub } = await makeHub();
      const local = { remoteKey: null, owner: null, name: null, folder: "my notes@home" };
      const before = await assignRepo(hub, identity(local));
      expect(before.slug).toBe("my-notes-home");
      expect(await assignRepo(hub, identity(local))).toEqual(before);
      const published = identity({ remoteKey: "git.example/ada/notes", name: "notes" });
      expect(await assignRepo(hub, published)).toEqual(before);
      const clone = { ...published, localKey: "elsewhere" };
      expect(await assignRepo(hub, clone)).toEqual(before);
    });

    test("a wished slug is taken as it is, and refused with the mend where it cannot be had", async () => {
      const { hub } = await makeHub();
      expect(await assignRepo(hub, identity({ slug: "tool" }))).toMatchObject({ slug: "tool" });
      const other = identity({ remoteKey: "git.example/bob/x", localKey: "y" });
      for (const [repo, says] of [
        [{ ...other, slug: "Tool" }, "belongs to another repository"],
        [{ ...other, slug: "a b" }, "cannot be a slug"],
        [identity({ slug: "else" }), 'already has the slug "tool"'],
      ] as const)
        await expect(assignRepo(hub, repo)).rejects.toMatchObject({
          code: "usage",
          message: expect.stringContaining(says),
        });
    });

    test("a hub made anew gives the same repository the same id", async () => {
      const [one, two] = [await makeHub(), await makeHub()];
      expect((await assignRepo(one.hub, identity())).id).toBe(
        (await assignRepo(two.hub, identity())).id,
      );
    });

    test("a stamp sets the times that are given and never goes back", async () => {
      const { hub } = await makeHub();
      const { id } = await assignRepo(hub, identity());
      const late = "2026-05-01T10:00:00.000Z";
      await hub.note(stampRepo(id, { lastStateSyncedAt: late }));
      await hub.note(
        stampRepo(id, { lastStateSyncedAt: "2026-05-01T09:00:00.000Z", lastPushedAt: late }),
      );
      expect(await listRepos(hub)).toMatchObject([
        { last_state_synced_at: late, last_pushed_at: late, last_pulled_at: null },
      ]);
    });

    test("stamps are all written or none, and the next ones are taken as if nothing had been", async () => {
      const { hub } = await makeHub();
      const { id } = await assignRepo(hub, identity());
      const times = async () => (await listRepos(hub)).map((repo) => repo.last_pushed_at);
      await hub.note(stampRepo(id, { lastPushedAt: "2026-01-01T00:00:00Z" }));
      const broken = hub.note([
        ...stampRepo(id, { lastPushedAt: "2026-01-02T00:00:00Z" }),
        sql`UPDATE repos SET slug = NULL`,
        ...stampRepo(id, { lastPushedAt: "2026-01-03T00:00:00Z" }),
      ]);
      await expect(broken).rejects.toMatchObject({ code: "store" });
      expect(await times()).toEqual(["2026-01-01T00:00:00Z"]);
      await hub.note(stampRepo(id, { lastPushedAt: "2026-01-04T00:00:00Z" }));
      expect(await times()).toEqual(["2026-01-04T00:00:00Z"]);
    });

    test("every checkout keeps its own last outcome, and an older one told later is ignored", async () => {
      const { hub } = await makeHub();
      const { id: repoId } = await assignRepo(hub, identity());
      const keep = (machine: string, outcome: string, at: string) =>
        hub.note(
          recordCheckouts([
            { repoId, path: "/a", reason: null, detail: null, machine, outcome, at },
          ]),
        );
      await keep("m1", "failed", "2026-01-01T00:00:00Z");
      await keep("m1", "synced", "2026-01-03T00:00:00Z");
      await keep("m1", "offline", "2026-01-02T00:00:00Z");
      await keep("m2", "auth", "x");
      const rows = await hub.read((db) => db.selectFrom("checkouts").selectAll().execute());
      expect(rows.map((row) => [row.machine, row.last_outcome])).toEqual([
        ["m1", "synced"],
        ["m2", "auth"],
      ]);
    });
  });
});
