import { describe, expect, test } from "vitest";
import { assignRepo } from "../../../src/hub/assign-repo.ts";
import { stampRepo } from "../../../src/hub/stamps.ts";
import { addTestRepo, identity } from "../../helpers/hub.ts";
import { hubKinds, openTestHub } from "../../helpers/hub-kinds.ts";

describe.each(hubKinds())("on $name", (kind) => {
  test.skipIf(kind.isMissing())(
    "the hub's pulse changes with every write, of this connection, of others and of any client",
    async () => {
      const url = await kind.newUrl();
      const hub = await openTestHub(url);
      const seen: string[] = [];
      const look = async () => seen.push(await hub.read(hub.dialect.pulse));
      await look();

      const { id } = await addTestRepo(hub);
      await look();

      const elsewhere = await openTestHub(url);
      await assignRepo(elsewhere, identity({ remoteKey: "git.example/ada/other", name: "other" }));
      await look();

      const at = "2026-01-01T00:00:00.000Z";
      await elsewhere.note(stampRepo(id, { lastStateSyncedAt: at }));
      await look();

      await kind.sql(url, "UPDATE repos SET default_branch = 'trunk'");
      await look();
      expect(new Set(seen).size).toBe(seen.length);
    },
  );

  test.skipIf(kind.isMissing())("readers leave the pulse alone", async () => {
    const hub = await openTestHub(await kind.newUrl());
    await addTestRepo(hub);
    // The server that the tests share may be at work for itself: that is over soon.
    const looks = new Set<string>();
    for (let look = 0; look < 20; look += 1) {
      await hub.read((db) => db.selectFrom("repos").selectAll().execute());
      looks.add(await hub.read(hub.dialect.pulse));
    }
    expect(looks.size).toBeLessThan(5);
  });
});
