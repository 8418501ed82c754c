import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { onTestFinished, test } from "vitest";
import { watchFolders } from "../../../src/system/folder-watch.ts";
import { makeHome } from "../../helpers/home.ts";
import { until } from "../../helpers/until.ts";

/** A watch of these folders of a home, and what it has told: `folder name`, the folder as the home has it. */
function watching(...folders: string[]) {
  const home = makeHome();
  const at = (...parts: string[]) => join(home.path, ...parts);
  for (const folder of folders) mkdirSync(at(folder), { recursive: true });
  const told: string[] = [];
  const watch = watchFolders((folder, name) =>
    told.push(`${folder.slice(at().length + 1)} ${name}`),
  );
  onTestFinished(() => watch.close());
  const set = () => watch.set(folders.map((folder) => at(folder)));
  set();
  return { at, told, set };
}

test("a folder below which a file takes its parent's place is told to be gone, and watched again once it is back", async () => {
  const { at, told, set } = watching("heads/a/b");
  rmSync(at("heads/a"), { recursive: true });
  writeFileSync(at("heads/a"), "");
  await until("the folder is told to be gone", () => told.includes("heads/a/b null"));
  rmSync(at("heads/a"));
  mkdirSync(at("heads/a/b"), { recursive: true });
  set();
  writeFileSync(at("heads/a/b/c"), "");
  await until("its new entry is told", () => told.includes("heads/a/b c"));
});
