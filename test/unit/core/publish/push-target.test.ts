import { describe, expect, test } from "vitest";
import { gitFacts, type ConfigEntry } from "../../../../src/core/publish/git-facts.ts";
import { targets } from "../../../../src/core/publish/push-target.ts";
import { mapRef } from "../../../../src/core/publish/refspec.ts";

const entries = (lines: string[]): ConfigEntry[] =>
  lines.map((line) => ({
    key: line.slice(0, line.indexOf("=")),
    value: line.slice(line.indexOf("=") + 1),
  }));

const origin = "remote.origin.fetch=+refs/heads/*:refs/remotes/origin/*";
const fork = "remote.fork.fetch=+refs/heads/*:refs/remotes/fork/*";
const tracks = (name: string) => [
  "branch.main.remote=origin",
  `branch.main.merge=refs/heads/${name}`,
];

describe("where plain git push would push the branch main", () => {
  test.each<[string, string[], string]>([
    ["its upstream", [origin, ...tracks("main")], "origin refs/heads/main"],
    ["nowhere without a remote", [], "no-remote"],
    ["nowhere without an upstream", [origin], "no-upstream"],
    [
      "nowhere with push.default=current but no upstream",
      [origin, "push.default=current"],
      "no-upstream",
    ],
    ["nowhere with an upstream of another name", [origin, ...tracks("trunk")], "upstream-name"],
    [
      "nowhere with push.default=upstream and another name",
      [origin, ...tracks("trunk"), "push.default=upstream"],
      "upstream-name",
    ],
    [
      "its own name with push.default=current",
      [origin, ...tracks("trunk"), "push.default=current"],
      "origin refs/heads/main",
    ],
    [
      "nowhere with push.default=nothing",
      [origin, ...tracks("main"), "push.default=nothing"],
      "push-default",
    ],
    [
      "branch.pushRemote",
      [origin, fork, ...tracks("main"), "branch.main.pushremote=fork"],
      "fork refs/heads/main",
    ],
    [
      "remote.pushDefault",
      [origin, fork, ...tracks("main"), "remote.pushdefault=fork"],
      "fork refs/heads/main",
    ],
    [
      "branch.pushRemote before remote.pushDefault",
      [origin, fork, ...tracks("main"), "remote.pushdefault=fork", "branch.main.pushremote=origin"],
      "origin refs/heads/main",
    ],
    [
      "nowhere else with push.default=upstream",
      [origin, fork, ...tracks("main"), "branch.main.pushremote=fork", "push.default=upstream"],
      "push-default",
    ],
    [
      "where remote.push sends it, if that is its own name",
      [origin, ...tracks("main"), "remote.origin.push=refs/heads/*:refs/heads/*"],
      "origin refs/heads/main",
    ],
    [
      "nowhere where remote.push sends it elsewhere",
      [origin, ...tracks("main"), "remote.origin.push=refs/heads/*:refs/for/*"],
      "push-default",
    ],
    [
      "nowhere where the upstream is local",
      [origin, "branch.main.remote=.", "branch.main.merge=refs/heads/dev"],
      "local-upstream",
    ],
  ])("%s", (_what, lines, expected) => {
    const { push } = targets("main", gitFacts(entries(lines)));
    expect("none" in push ? push.none : `${push.remote} ${push.ref}`).toBe(expected);
  });
});

test("facts keep a subsection's dots and case, and lists in order", () => {
  const facts = gitFacts(
    entries([
      origin,
      "branch.Feature.1.merge=refs/heads/Feature.1",
      "branch.Feature.1.remote=a",
      "branch.Feature.1.remote=b",
      "core.sshcommand=ssh -4",
      "extensions.refstorage=reftable",
    ]),
  );
  expect(facts.branches["Feature.1"]).toEqual({
    remote: "b",
    merge: ["refs/heads/Feature.1"],
    pushRemote: null,
  });
  expect([facts.ownSshCommand, facts.refsInFiles]).toEqual([true, false]);
});

test.each<[string[], string | null]>([
  [["+refs/heads/*:refs/remotes/origin/*"], "refs/remotes/origin/a/b"],
  [["refs/heads/a/b:refs/remotes/x"], "refs/remotes/x"],
  [["refs/heads/main:refs/remotes/origin/main"], null],
  [["+refs/heads/*:refs/remotes/origin/*", "^refs/heads/a/*"], null],
  [["refs/heads/a/*:refs/mine/$&*"], "refs/mine/$&b"],
  [[], null],
])("refspecs %j send refs/heads/a/b to %s", (refspecs, expected) => {
  expect(mapRef(refspecs, "refs/heads/a/b")).toBe(expected);
});
