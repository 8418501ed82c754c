import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { makeHome } from "../../helpers/home.ts";
import { addManyRepos } from "../../helpers/many-repos.ts";
import { contextOf } from "../../helpers/registered.ts";
import { requires } from "../../helpers/requirements.ts";
import { startServer } from "../../helpers/server.ts";

test.skipIf(requires("promtool", "prometheus"))(
  "Prometheus' own tool finds nothing to complain about",
  async () => {
    const ctx = contextOf(makeHome());
    await addManyRepos(ctx, 30);
    const { ask } = await startServer(ctx);
    await ask("nowhere");
    const text = await (await ask("metrics")).text();
    const { status, stdout, stderr } = spawnSync("promtool", ["check", "metrics"], {
      input: text,
      encoding: "utf8",
    });
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: "", stderr: "" });
    expect(text).toContain('sync_hooks_http_requests_total{method="GET",status="4xx"} 1');
    expect(text).toContain("sync_hooks_repos 30\n");
    expect(text).toMatch(/sync_hooks_repo_healthy\{repo="r003"\} 0/);
  },
);
