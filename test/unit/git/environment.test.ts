import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { childEnvironment, cleanEnvironment } from "../../../src/git/environment.ts";

test("nothing that git exports to a hook reaches the child", () => {
  const exported = execFileSync("git", ["rev-parse", "--local-env-vars"], { encoding: "utf8" });
  const names = [
    ...exported.trim().split("\n"),
    "GIT_AUTHOR_NAME",
    "GIT_AUTHOR_DATE",
    "GIT_EDITOR",
    "GIT_TRACE",
    "GIT_EXTERNAL_DIFF",
  ];
  const child = childEnvironment(Object.fromEntries(names.map((name) => [name, "x"])), "/w/.git");
  for (const name of names) expect(child).not.toHaveProperty(name);
});

test("the user's own transport settings stay", () => {
  const own = {
    GIT_SSH_COMMAND: "ssh -4",
    GIT_ASKPASS: "/a",
    GIT_SSL_NO_VERIFY: "1",
    GIT_CONFIG_GLOBAL: "/c",
  };
  expect(childEnvironment(own, null)).toMatchObject(own);
});

test("ssh asks nothing, git prompts for nothing, and git speaks English in the user's character set", () => {
  expect(childEnvironment({ LC_ALL: "de_DE.UTF-8", LANGUAGE: "de" }, "/w/.git")).toEqual({
    LC_CTYPE: "de_DE.UTF-8",
    LC_MESSAGES: "C",
    GIT_OPTIONAL_LOCKS: "0",
    GIT_TERMINAL_PROMPT: "0",
    GCM_INTERACTIVE: "never",
    GIT_SSH_COMMAND: "ssh -o BatchMode=yes",
    SYNC_HOOKS_WORKING_ON: "/w/.git",
  });
});

test("a user's step sees neither the mark nor a hook's variables", () => {
  const env = { PATH: "/bin", GIT_DIR: "/x", SYNC_HOOKS_WORKING_ON: "/w/.git" };
  expect(cleanEnvironment(env)).toEqual({ PATH: "/bin" });
});
