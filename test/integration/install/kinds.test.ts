import { chmodSync, copyFileSync, existsSync, linkSync, readFileSync, symlinkSync } from "node:fs";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { hooksState, probeHook } from "../../../src/actions/install/hook-health.ts";
import { install } from "../../../src/actions/install/install.ts";
import { uninstall } from "../../../src/actions/install/uninstall.ts";
import { makeHome, writeFile, type Home } from "../../helpers/home.ts";
import { fakeRunner, fired, installAt, requestsOf, snapshot } from "../../helpers/hooks.ts";
import { contextOf } from "../../helpers/registered.ts";
import { commitFile, makeRepository } from "../../helpers/repository.ts";
import { requires } from "../../helpers/requirements.ts";
import { register } from "../../../src/actions/registry/register.ts";

/** A repository whose hooks are in `hooks`; `arrange` puts the user's own there. */
async function installed(arrange: (hooks: string, home: Home) => void) {
  const home = makeHome();
  const ctx = contextOf(home);
  const path = makeRepository(home);
  const hooks = join(path, ".git/hooks");
  arrange(hooks, home);
  const before = snapshot(hooks);
  const { checkout, report } = await installAt(ctx, path);
  const runner = fakeRunner(ctx, home);
  const requests = requestsOf(join(path, ".git"));
  const restore = async () => {
    await uninstall(ctx, checkout, { mode: "apply" });
    expect(snapshot(hooks)).toEqual(before);
  };
  return { home, ctx, path, hooks, checkout, report, runner, requests, restore };
}

const ran = (path: string) => readFileSync(join(path, ".git/user-hook"), "utf8").trim();

const python = `#!/usr/bin/env python3
import os, sys
open(".git/user-hook", "w").write(" ".join(sys.argv[1:]) + "|" + (sys.stdin.read() if len(sys.argv) > 1 else ""))
sys.exit(7 if len(sys.argv) > 1 else 0)
`;
const node = `#!/usr/bin/env node
const { readFileSync, writeFileSync } = require("node:fs");
const [, , ...args] = process.argv;
writeFileSync(".git/user-hook", args.join(" ") + "|" + (args.length > 0 ? readFileSync(0, "utf8") : ""));
process.exitCode = args.length > 0 ? 7 : 0;
`;
const perl = `#!/usr/bin/perl -w
open(my $f, ">", ".git/user-hook"); print $f join(" ", @ARGV), "|", (@ARGV ? <STDIN> : ()); close $f;
exit(@ARGV ? 7 : 0);
`;

const otherLanguages = [
  ["python", python, requires("python3", "python3")],
  ["node", node, false],
  ["perl", perl, requires("perl", "perl")],
] as const;

describe("a hook that cannot take lines of shell", () => {
  test.each(otherLanguages.filter(([, , missing]) => !missing))(
    "in %s is chained, with its arguments, standard input and exit status",
    async (_name, text) => {
      const { home, path, hooks, report, requests, runner, restore } = await installed((folder) => {
        writeFile(folder, "post-commit", text, 0o755);
        writeFile(folder, "post-rewrite", text, 0o750);
      });
      expect(report.changes.map(({ action }) => action)).toEqual(["chained", "created", "chained"]);
      commitFile(home, path, "a", "a");
      expect(ran(path)).toBe("|");
      expect(requests.events()).toEqual(["post-commit"]);
      await fired(runner);
      const rewrite = spawnSync(join(hooks, "post-rewrite"), ["rebase", "two words"], {
        cwd: path,
        env: home.env,
        input: "old new\n",
      });
      expect(rewrite.status).toBe(7);
      expect(ran(path)).toBe("rebase two words|old new");
      await restore();
    },
  );

  test("as a compiled program is chained", async () => {
    const { home, path, runner, requests, restore } = await installed((folder) => {
      copyFileSync("/bin/true", join(folder, "post-commit"));
      chmodSync(join(folder, "post-commit"), 0o755);
    });
    commitFile(home, path, "a", "a");
    expect(requests.events()).toEqual(["post-commit"]);
    await fired(runner);
    await restore();
  });

  test("as a symbolic link stays a link to the same file, which keeps its bytes", async () => {
    const { home, path, requests, report, restore } = await installed((folder, own) => {
      writeFile(
        join(own.path, "work"),
        "scripts/hook",
        "#!/bin/sh\necho linked >.git/user-hook\n",
        0o755,
      );
      symlinkSync("../../scripts/hook", join(folder, "post-commit"));
    });
    expect(report.changes[0]?.action).toBe("chained");
    commitFile(home, path, "a", "a");
    expect(ran(path)).toBe("linked");
    expect(requests.events()).toEqual(["post-commit"]);
    expect(readFileSync(join(path, "scripts/hook"), "utf8")).not.toContain("sync-hooks");
    await restore();
  });

  test("as a symbolic link to nothing comes back as it was", async () => {
    const { home, path, requests, restore } = await installed((folder) =>
      symlinkSync("../nowhere", join(folder, "post-commit")),
    );
    commitFile(home, path, "a", "a");
    expect(requests.events()).toEqual(["post-commit"]);
    await restore();
  });

  test("as one of several hard links leaves the other names alone", async () => {
    const { home, path, requests, restore } = await installed((folder) => {
      writeFile(folder, "shared", "#!/bin/sh\necho shared >.git/user-hook\n", 0o755);
      linkSync(join(folder, "shared"), join(folder, "post-commit"));
    });
    commitFile(home, path, "a", "a");
    expect(ran(path)).toBe("shared");
    expect(requests.events()).toEqual(["post-commit"]);
    await restore();
  });

  test("whose shebang ends in CR, as no interpreter's name does, no longer keeps ours from firing", async () => {
    const { home, path, requests, restore } = await installed((folder) =>
      writeFile(folder, "post-commit", "#!/bin/sh\r\necho never\r\n", 0o755),
    );
    commitFile(home, path, "a", "a");
    expect(requests.events()).toEqual(["post-commit"]);
    await restore();
  });

  test("is refused where its kept name is taken, and nothing is written", async () => {
    const home = makeHome();
    const ctx = contextOf(home);
    const path = makeRepository(home);
    const hooks = join(path, ".git/hooks");
    writeFile(hooks, "post-rewrite", python, 0o755);
    writeFile(hooks, "post-rewrite-before-sync-hooks", "somebody's");
    const before = snapshot(hooks);
    await expect(installAt(ctx, path)).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringContaining("post-rewrite is left alone"),
      hint: expect.stringContaining("move one of the two away"),
    });
    expect(snapshot(hooks)).toEqual(before);
  });
});

describe("a hook that its owner has disabled", () => {
  test("stays disabled, while ours fires, and comes back disabled", async () => {
    const { home, path, requests, restore } = await installed((folder) =>
      writeFile(folder, "post-commit", "#!/bin/sh\necho revived >.git/user-hook\n", 0o644),
    );
    commitFile(home, path, "a", "a");
    expect(requests.events()).toEqual(["post-commit"]);
    expect(existsSync(join(path, ".git/user-hook"))).toBe(false);
    await restore();
  });

  test("after our install does not come to life through a repair", async () => {
    const text = "#!/bin/sh\necho revived >.git/user-hook\n";
    const { home, ctx, path, hooks, checkout, requests } = await installed((folder) =>
      writeFile(folder, "post-commit", text, 0o755),
    );
    chmodSync(join(hooks, "post-commit"), 0o644);
    expect(await hooksState(ctx, checkout)).toBe("drifted");
    await install(ctx, checkout, { mode: "apply", force: "refuse" });
    fakeRunner(ctx, home);
    commitFile(home, path, "a", "a");
    expect(requests.events()).toEqual(["post-commit"]);
    expect(existsSync(join(path, ".git/user-hook"))).toBe(false);
    await uninstall(ctx, checkout, { mode: "apply" });
    expect(snapshot(hooks)["post-commit"]).toBe(`644 ${text}`);
  });
});

describe("a hook in shell", () => {
  const texts = [
    ["without a shebang", "echo plain >.git/user-hook\n"],
    ["with CRLF comments", "#!/bin/sh\n# a comment\r\necho crlf >.git/user-hook\n"],
    ["without a final line feed", "#!/bin/sh\necho cut >.git/user-hook"],
    ["of a shebang alone", "#!/bin/sh"],
    ["that is empty", ""],
    ["with bytes of no encoding", Buffer.from("#!/bin/sh\n# \xff\xfe caf\xe9\nexit 0\n", "latin1")],
  ] as const;

  test.each(texts)("%s fires ours and comes back byte for byte", async (_name, text) => {
    const { home, path, requests, restore } = await installed((folder) =>
      writeFile(folder, "post-commit", text, 0o775),
    );
    commitFile(home, path, "a", "a");
    expect(requests.events()).toEqual(["post-commit"]);
    await restore();
  });

  test("that waits for all its background jobs does not wait for a sync", async () => {
    const { home, path, restore } = await installed((folder) =>
      writeFile(
        folder,
        "post-commit",
        '#!/bin/sh\nsleep 0 &\nwait\necho $? "$@" >.git/user-hook\n',
        0o755,
      ),
    );
    commitFile(home, path, "a", "a");
    expect(ran(path)).toBe("0");
    await restore();
  });

  test("sees the same arguments, variables, options and traps as without ours", async () => {
    const state = '{ echo "$#" "$?" "$-"; set | sed "s/=.*//"; trap; } >.git/user-hook\n';
    const { home, path, restore } = await installed((folder) =>
      writeFile(folder, "post-commit", `#!/bin/bash\n${state}`, 0o755),
    );
    commitFile(home, path, "a", "a");
    const beside = ran(path);
    await restore();
    commitFile(home, path, "b", "b");
    expect(beside).toBe(ran(path));
  });
});

describe("damaged markers", () => {
  test("are refused by install and uninstall with file, line and mend; no hook is touched", async () => {
    const home = makeHome();
    const ctx = contextOf(home);
    const path = makeRepository(home);
    const hooks = join(path, ".git/hooks");
    writeFile(hooks, "post-merge", "#!/bin/sh\n# >>> sync-hooks >>>\nmine\n", 0o755);
    const before = snapshot(hooks);
    const checkout = await register(ctx, path, { slug: null });
    const refusal = {
      code: "conflict",
      message: expect.stringContaining(`${join(hooks, "post-merge")}:2 is left alone`),
      hint: expect.stringContaining("delete line 2"),
    };
    const options = { mode: "apply", force: "force" } as const;
    await expect(install(ctx, checkout, options)).rejects.toMatchObject(refusal);
    await expect(uninstall(ctx, checkout, options)).rejects.toMatchObject(refusal);
    expect(snapshot(hooks)).toEqual(before);
    expect(await hooksState(ctx, checkout)).toBe("missing");
  });
});

describe("the probe", () => {
  test("proves that the hooks fire without a sync and without running the user's own lines", async () => {
    const { ctx, path, checkout, requests, runner } = await installed((folder) =>
      writeFile(folder, "post-commit", "#!/bin/sh\necho deployed >.git/user-hook\n", 0o755),
    );
    expect(await probeHook(ctx, checkout)).toEqual({ kind: "fires" });
    expect(existsSync(join(path, ".git/user-hook"))).toBe(false);
    expect(requests.events()).toEqual([]);
    expect(runner.firings()).toEqual([]);
  });

  test("does not start a hook whose block is gone", async () => {
    const { ctx, path, hooks, checkout } = await installed(() => {});
    writeFile(hooks, "post-commit", "#!/bin/sh\necho deployed >.git/user-hook\n", 0o755);
    expect(await probeHook(ctx, checkout)).toEqual({ kind: "not-installed", state: "drifted" });
    expect(existsSync(join(path, ".git/user-hook"))).toBe(false);
  });

  test("tells of a hook whose interpreter is missing", async () => {
    const { ctx, checkout } = await installed((folder) =>
      writeFile(folder, "post-commit", "#!/nowhere/bin/sh\nexit 0\n", 0o755),
    );
    expect(await probeHook(ctx, checkout)).toMatchObject({
      kind: "silent",
      events: ["post-commit"],
      reason: expect.stringMatching(/cannot (exec|run)|No such file/),
    });
  });
});
