import { execFileSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { doctor } from "../../../src/actions/doctor/doctor.ts";
import { transientFiles } from "../../../src/git/transient-files.ts";
import { listCheckouts, updateCheckout } from "../../../src/ledger/checkouts.ts";
import { tryLock } from "../../../src/system/lock.ts";
import { writeFile } from "../../helpers/home.ts";
import { makePatient } from "../../helpers/patient.ts";
import { withLedger } from "../../helpers/registry.ts";
import { commitFile, git } from "../../helpers/repository.ts";
import { requiresRoot } from "../../helpers/requirements.ts";

const all = { scope: "all", treatment: "look" } as const;
const hookOf = (path: string) => join(path, ".git", "hooks", "post-commit");
const age = (file: string, minutes: number) => {
  const then = new Date(Date.now() - minutes * 60_000);
  utimesSync(file, then, then);
};

test("a healthy checkout passes every check", async () => {
  const { ctx } = await makePatient();
  const { diagnoses } = await doctor(ctx, [], all);
  const faults = diagnoses.filter(({ verdict, subject }) => subject !== null && verdict !== "ok");
  expect(faults).toEqual([]);
});

test("a selector narrows the checkouts; an unknown one is refused", async () => {
  const { ctx } = await makePatient();
  expect((await doctor(ctx, ["work"], all)).diagnoses.some(({ subject }) => subject !== null)).toBe(
    true,
  );
  await expect(doctor(ctx, ["nowhere"], all)).rejects.toMatchObject({ code: "usage" });
});

describe("the place", () => {
  test("a checkout that is gone is forgotten by --fix", async () => {
    const { home, path, ask } = await makePatient();
    rmSync(path, { recursive: true });
    expect(await ask("path")).toMatchObject({ verdict: "fail", isFixable: true });
    expect(await ask("path", "fix")).toMatchObject({ verdict: "ok", fixed: expect.any(String) });
    expect(withLedger(home, listCheckouts)).toEqual([]);
  });

  test("one whose parent folder is gone too is kept: its disk may not be mounted", async () => {
    const { home, path, ask } = await makePatient();
    const moved = withLedger(home, (ledger) => {
      ledger.db.exec("UPDATE checkouts SET path = '/mnt/nowhere/work', git_dir = '/mnt/nowhere/g'");
      return listCheckouts(ledger).length;
    });
    expect(existsSync(path)).toBe(true);
    expect(await ask("path", "fix")).toMatchObject({ verdict: "fail", fixed: null });
    expect(withLedger(home, listCheckouts)).toHaveLength(moved);
  });

  test("one that moved is told how to be found again", async () => {
    const { path, ask } = await makePatient();
    renameSync(path, `${path}-moved`);
    expect((await ask("path")).mend).toContain("sync-hooks add NEW-PATH");
  });

  test.skipIf(requiresRoot("own a folder as another user"))(
    "one that belongs to another user is told with git's own way out",
    async () => {
      const { path, ask } = await makePatient();
      execFileSync("chown", ["-R", "65534:65534", path]);
      const answer = await ask("owner");
      expect(answer.verdict).toBe("fail");
      expect(answer.mend).toMatch(/safe\.directory|chown/);
    },
  );

  test("a broken config of the repository's own is told with its file", async () => {
    const { path, ask } = await makePatient();
    writeFile(path, ".sync-hooksrc.yaml", "pull: sideways\n");
    const answer = await ask("own-config");
    expect(answer.verdict).toBe("fail");
    expect(answer.detail).toContain(".sync-hooksrc.yaml");
  });
});

describe("the hooks", () => {
  test("a rewritten hook is found, and put back by --fix", async () => {
    const { path, ask } = await makePatient();
    writeFileSync(hookOf(path), "#!/bin/sh\necho mine\n");
    expect(await ask("hooks")).toMatchObject({ verdict: "fail", isFixable: true });
    expect(await ask("hooks", "fix")).toMatchObject({ verdict: "ok" });
    expect(await ask("hooks")).toMatchObject({ verdict: "ok" });
  });

  test("a hook that its owner has switched off does not fire", async () => {
    const { path, ask } = await makePatient();
    chmodSync(hookOf(path), 0o644);
    expect((await ask("hooks")).verdict).toBe("fail");
  });

  test.each([
    ["an empty core.hooksPath", ""],
    ["an absolute core.hooksPath that is gone", "/gone/hooks"],
    ["a relative core.hooksPath that is not there", ".husky/_"],
  ])("%s is found, with the command that unsets it", async (_name, value) => {
    const { home, path, ask } = await makePatient();
    git(home, path, "config", "core.hooksPath", value);
    const answer = await ask("hooks-path");
    expect(answer.verdict).not.toBe("ok");
    expect(answer.mend).toContain("--unset core.hooksPath");
  });

  test("a commit that started no run raises the alarm, once its time has passed", async () => {
    const { home, path, ask } = await makePatient();
    const old = "2020-01-01T00:00:00Z";
    withLedger(home, (ledger) =>
      ledger.db.prepare("UPDATE checkouts SET registered_at = ?").run(old),
    );
    const minutesAgo = `${Math.floor(Date.now() / 1000) - 600} +0000`;
    home.env["GIT_COMMITTER_DATE"] = minutesAgo;
    rmSync(join(path, ".git", "logs", "HEAD"));
    commitFile(home, path, "a.txt", "a");
    delete home.env["GIT_COMMITTER_DATE"];
    const answer = await ask("missed-commits");
    expect(answer).toMatchObject({ verdict: "fail", mend: "sync-hooks sync work" });
  });

  test("a commit of this minute raises none: its run may be under way", async () => {
    const { home, path, ask } = await makePatient();
    commitFile(home, path, "a.txt", "a");
    expect((await ask("missed-commits")).verdict).toBe("ok");
  });
});

describe("what was left over", () => {
  test("an old index.lock that no git holds is removed by --fix, a young one is not", async () => {
    const { path, ask } = await makePatient();
    const lock = writeFile(path, ".git/index.lock", "");
    expect(await ask("index-lock", "fix")).toMatchObject({ verdict: "warn", isFixable: false });
    expect(existsSync(lock)).toBe(true);
    age(lock, 30);
    expect(await ask("index-lock")).toMatchObject({ verdict: "warn", isFixable: true });
    expect(await ask("index-lock", "fix")).toMatchObject({ verdict: "ok" });
    expect(existsSync(lock)).toBe(false);
  });

  test("a run that its worker never ended is run again by --fix", async () => {
    const { checkout, ask } = await makePatient();
    const { folder, running } = transientFiles(checkout.gitDir);
    mkdirSync(folder, { recursive: true });
    writeFileSync(running, "post-commit 1\n");
    expect(await ask("left-request")).toMatchObject({ verdict: "warn", isFixable: true });
    expect(await ask("left-request", "fix")).toMatchObject({ verdict: "ok" });
    expect(existsSync(running)).toBe(false);
  });

  test("a sync that waits for an operation of the user's is no fault", async () => {
    const { path, checkout, ask } = await makePatient();
    const { folder, running } = transientFiles(checkout.gitDir);
    mkdirSync(folder, { recursive: true });
    writeFileSync(running, "");
    mkdirSync(join(path, ".git", "rebase-merge"));
    expect(await ask("left-request")).toMatchObject({ verdict: "ok", detail: "it waits: rebase" });
  });

  test("a request is left alone while it is young, and while a worker has it in hand", async () => {
    const { checkout, ask } = await makePatient();
    const { folder, request, lock } = transientFiles(checkout.gitDir);
    mkdirSync(folder, { recursive: true });
    writeFileSync(request, "post-commit 1\n");
    expect((await ask("left-request")).verdict).toBe("ok");
    age(request, 60);
    expect((await ask("left-request")).verdict).toBe("warn");
    const worker = tryLock(lock);
    expect((await ask("left-request")).verdict).toBe("ok");
    worker?.release();
  });

  test.each(["with its journal", "without a journal"])(
    "the private worktree of a killed integration, %s, is cleared by --fix",
    async (how) => {
      const { home, path, checkout, ask } = await makePatient();
      const { folder, journal } = transientFiles(checkout.gitDir);
      const left = join(folder, "integration-abc123");
      git(home, path, "worktree", "add", "--quiet", "--detach", "--no-checkout", left);
      if (how === "with its journal")
        writeFileSync(journal, JSON.stringify({ child: null, stage: "rebase" }));
      expect(await ask("left-worktree")).toMatchObject({ verdict: "warn", isFixable: true });
      expect(await ask("left-worktree", "fix")).toMatchObject({ verdict: "ok" });
      expect(existsSync(left)).toBe(false);
      expect(existsSync(journal)).toBe(false);
      expect(git(home, path, "worktree", "list")).not.toContain("integration");
    },
  );
});

describe("what easily goes wrong later", () => {
  test("an https remote without stored credentials is a warning, one with a helper is none", async () => {
    const { home, path, ask } = await makePatient();
    git(home, path, "remote", "set-url", "origin", "https://git.example.invalid/ada/work.git");
    const answer = await ask("credentials");
    expect(answer).toMatchObject({ verdict: "warn" });
    expect(answer.detail).toContain("git.example.invalid");
    writeFile(home.path, ".netrc", "machine git.example.invalid login ada password x\n", 0o600);
    expect((await ask("credentials")).verdict).toBe("ok");
    rmSync(join(home.path, ".netrc"));
    git(home, path, "config", "credential.helper", "store");
    expect((await ask("credentials")).verdict).toBe("ok");
  });

  test("a pause is told, so that nobody forgets it", async () => {
    const { home, checkout, ask } = await makePatient();
    withLedger(home, (ledger) =>
      updateCheckout(ledger, checkout.id, { pausedUntil: "9999-12-31T23:59:59Z" }),
    );
    expect(await ask("pause")).toMatchObject({
      verdict: "warn",
      detail: "paused without end",
      mend: "sync-hooks resume work",
    });
  });

  test.skipIf(requiresRoot("mount a disk"))("a read-only git directory is told", async () => {
    const { path, ask } = await makePatient();
    const gitDir = join(path, ".git");
    execFileSync("mount", ["--bind", gitDir, gitDir]);
    execFileSync("mount", ["-o", "remount,bind,ro", gitDir]);
    try {
      const answer = await ask("git-dir");
      expect(answer).toMatchObject({ verdict: "fail", mend: "mount the disk for writing" });
    } finally {
      execFileSync("umount", ["--lazy", gitDir]);
    }
  });
});
