import * as fc from "fast-check";
import { expect, test } from "vitest";
import { cloneUrl, folderName, planAdoptAll } from "../../../../src/core/inventory/adopt-plan.ts";

const repo = (fullName: string, more: { archived?: number; empty?: number } = {}) => ({
  full_name: fullName,
  archived: 0,
  empty: 0,
  clone_url: null,
  ssh_url: null,
  ...more,
});

test("archived and empty repositories are passed over, with the reason", () => {
  const plan = planAdoptAll([repo("o/a", { archived: 1 }), repo("o/b", { empty: 1 }), repo("o/c")]);
  expect(plan.clone.map(({ folder }) => folder)).toEqual(["c"]);
  expect(plan.skip.map(({ why }) => why)).toEqual(["archived", "empty"]);
});

test("repositories of one name get their owner in front, letter case apart", () => {
  const plan = planAdoptAll([repo("one/api"), repo("two/API"), repo("g/sub/web")]);
  expect(plan.clone.map(({ folder }) => folder)).toEqual(["one-api", "two-API", "web"]);
});

test.each([
  "o/..",
  "../x",
  "o/.",
  "o/a/../b",
  "o/-x",
  "o/a:b",
  "o/a\\b",
  "o/",
  "a",
  "o/x ",
  "o/x.",
  "o/\n",
])("%j from a server is no folder's name", (name) => expect(folderName(name)).toBeNull());

test.each(["o/api", "o/.github", "g/s/name.with-dots", "o/ünï", "o/a_b"])(
  "%s gives a folder",
  (name) => expect(folderName(name)).toBe(name.split("/").at(-1)),
);

test("no name from a server leads out of the folder of the clones, and no two share one", () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: fc.constantFrom(..."ab./\\-~") })), (names) => {
      const folders = planAdoptAll(names.map((name) => repo(`o/${name}`))).clone.map(
        ({ folder }) => folder,
      );
      expect(new Set(folders.map((folder) => folder.toLowerCase())).size).toBe(folders.length);
      for (const folder of folders) expect(folder).toMatch(/^(?!\.\.?$)[^/\\]+$/);
    }),
  );
});

test.each([
  ["https", "https://h/o/a.git", "git@h:o/a.git", "https://h/o/a.git"],
  ["ssh", "https://h/o/a.git", "git@h:o/a.git", "git@h:o/a.git"],
  ["ssh", "https://h/o/a.git", null, "https://h/o/a.git"],
  ["https", null, "ssh://git@h:22/o/a", "ssh://git@h:22/o/a"],
  ["https", "ext::sh -c evil", "--upload-pack=evil", null],
  ["https", "file:///etc", "/etc", null],
  ["ssh", null, "git@h:-oProxyCommand=evil", null],
] as const)("by %s, of %s and %s", (usual, https, ssh, expected) => {
  expect(cloneUrl({ ...repo("o/a"), clone_url: https, ssh_url: ssh }, usual)).toBe(expected);
});
