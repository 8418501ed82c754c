import { expect, test } from "vitest";
import { makeHome } from "../helpers/home.ts";
import { git } from "../helpers/repository.ts";
import { faultsOf } from "../soak/checks.ts";
import { soak } from "../soak/soak.ts";

test.skipIf(process.platform !== "linux")(
  "a short soak loses no commit and no edit, leaves nothing behind; the checks see what is broken",
  async () => {
    const home = makeHome();
    const lines: string[] = [];
    const options = {
      seed: 4711,
      minutes: 0.3,
      checkouts: 3,
      say: (line: string) => lines.push(line),
    };
    const { faults, counts, kills, world } = await soak(home, options);
    expect(faults, lines.join("\n")).toEqual([]);
    expect(counts.commit + counts.save + counts.hubEdit + counts.otherPush).toBeGreaterThan(10);
    expect(kills.watcher).toBeGreaterThan(0);

    const [place] = world.places;
    if (!place) throw new Error("no place");
    world.hub.setTitle(place.name, "H1", "by nobody");
    place.subjects.push("a commit that was lost");
    git(home, place.path, "checkout", "--quiet", "--detach");
    expect(faultsOf(world)).toEqual(
      expect.arrayContaining([
        expect.stringContaining('H1 is "by nobody" in the hub'),
        expect.stringContaining('"a commit that was lost" is not on the remote'),
        expect.stringContaining("HEAD is at HEAD"),
      ]),
    );
    world.hub.close();
  },
  600_000,
);
