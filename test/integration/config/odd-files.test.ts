import { execFileSync } from "node:child_process";
import { mkdirSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { readConfig } from "../../../src/config/load.ts";
import { syncHooks } from "../../helpers/cli.ts";
import { makeHome, writeFile } from "../../helpers/home.ts";

type Put = (path: string) => void;

const folder: Put = (path) => void mkdirSync(path, { recursive: true });
const pipe: Put = (path) => void execFileSync("mkfifo", [path]);
const deadLink: Put = (path) => symlinkSync("nowhere.yaml", path);
const linkToItself: Put = (path) => symlinkSync(path, path);

const endless: Put = (path) => symlinkSync("/dev/zero", path);

const odd: [string, Put, string][] = [
  ["a folder", folder, "is no file"],
  ["a pipe, which would never end", pipe, "is no file"],
  ["a link to a device that never ends", endless, "is no file"],
  ["a link that leads nowhere", deadLink, "is a link that leads nowhere"],
  ["a link that leads to itself", linkToItself, "is a link that leads to itself"],
];

function places() {
  const { path } = makeHome();
  const configFile = join(path, "config", "config.yaml");
  const checkoutPath = join(path, "checkout");
  for (const name of [dirname(configFile), checkoutPath]) mkdirSync(name);
  return { configFile, configFileMust: "be-readable-if-present", checkoutPath } as const;
}

test.each(odd)("%s in the place of the user's config is a config error", (_what, put, says) => {
  const where = places();
  put(where.configFile);
  expect(() => readConfig(where)).toThrow(
    expect.objectContaining({ code: "config", message: `${where.configFile} ${says}` }),
  );
});

test.each(odd)("%s in the place of a repository's config is a config error", (_what, put, says) => {
  const where = places();
  const file = join(where.checkoutPath, ".sync-hooksrc.yaml");
  put(file);
  expect(() => readConfig(where)).toThrow(
    expect.objectContaining({ code: "config", message: `${file} ${says}` }),
  );
});

test.each(odd)("%s in the place of package.json is not sync-hooks' business", (_what, put) => {
  const where = places();
  put(join(where.checkoutPath, "package.json"));
  writeFile(where.checkoutPath, ".sync-hooksrc", "pull: off\n");
  expect(readConfig(where).config.pull).toBe("off");
});

test("a link to /dev/null in the place of a repository's config is a config error", () => {
  const where = places();
  symlinkSync("/dev/null", join(where.checkoutPath, ".sync-hooksrc.yaml"));
  expect(() => readConfig(where)).toThrow(expect.objectContaining({ code: "config" }));
});

test("where the config's folder is a file there is no config", () => {
  const where = places();
  const below = { ...where, configFile: join(where.configFile, "config.yaml") };
  writeFile(dirname(where.configFile), "config.yaml", "pull: off\n");
  expect(readConfig(below).config.pull).toBe("rebase");
  expect(() => readConfig({ ...below, configFileMust: "exist" })).toThrow("there is no config");
});

test("a link to a config is read, and so is /dev/null, which says nothing", () => {
  const where = places();
  writeFile(dirname(where.configFile), "real.yaml", "pull: off\n");
  symlinkSync("real.yaml", where.configFile);
  expect(readConfig(where).config.pull).toBe("off");
  const silent = { ...where, configFile: "/dev/null", configFileMust: "exist" } as const;
  expect(readConfig(silent).config.pull).toBe("rebase");
});

test("commands end with exit status 78 over it", async () => {
  const home = makeHome();
  folder(join(home.path, ".config/sync-hooks/config.yaml"));
  for (const args of [["status"], ["sync", "--all"], ["sweep"]]) {
    const { status, stdout } = await syncHooks(home, [...args, "--json"]);
    expect(status).toBe(78);
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: "config" } });
  }
});
