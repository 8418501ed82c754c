import { describe, expect, test } from "vitest";
import { combine } from "../../../src/config/combine.ts";

describe("a repository's config over the user's", () => {
  const cases = [
    {
      name: "a repository's value replaces the user's",
      user: { tasks: { policy: "hub" } },
      repository: { tasks: { policy: "ask" } },
      combined: { tasks: { policy: "ask" } },
    },
    {
      name: "maps are merged key by key",
      user: { tasks: { policy: "hub" }, hub: "sqlite:a" },
      repository: { tasks: { inject_ids: true } },
      combined: { tasks: { policy: "hub", inject_ids: true }, hub: "sqlite:a" },
    },
    {
      name: "lists are replaced, not joined",
      user: { tasks: { files: ["a.md"] } },
      repository: { tasks: { files: ["b.md"] } },
      combined: { tasks: { files: ["b.md"] } },
    },
    {
      name: "a repository's steps are left out, the user's stay",
      user: { steps: [{ name: "mine", run: "true" }] },
      repository: { steps: [{ name: "theirs", run: "false" }] },
      combined: { steps: [{ name: "mine", run: "true" }] },
    },
    {
      name: "a repository can switch its push off",
      user: {},
      repository: { push: { enabled: false } },
      combined: { push: { enabled: false } },
    },
    {
      name: "a repository cannot switch on a push that the user switched off",
      user: { push: { enabled: false } },
      repository: { push: { enabled: true } },
      combined: { push: { enabled: false } },
    },
    {
      name: "a repository can name its branches where the user named none",
      user: {},
      repository: { push: { branches: ["main"] } },
      combined: { push: { branches: ["main"] } },
    },
    {
      name: "a repository cannot widen the branches and remotes that the user named",
      user: { push: { branches: ["main"], remotes: ["origin"] } },
      repository: { push: { branches: ["*"], remotes: ["*"] } },
      combined: { push: { branches: ["main"], remotes: ["origin"] } },
    },
    {
      name: "a repository can make the pull stricter",
      user: { pull: "rebase" },
      repository: { pull: "off" },
      combined: { pull: "off" },
    },
    {
      name: "a repository cannot loosen the user's pull",
      user: { pull: "off" },
      repository: { pull: "rebase" },
      combined: { pull: "off" },
    },
  ];
  test.each(cases)("$name", ({ user, repository, combined }) => {
    expect(combine(user, repository)).toEqual(combined);
  });
});
