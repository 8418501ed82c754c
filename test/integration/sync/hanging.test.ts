import { expect, test } from "vitest";
import { startHangingServer } from "../../helpers/hanging-server.ts";
import { writeFile } from "../../helpers/home.ts";
import { commitFile, git, refOf } from "../../helpers/repository.ts";
import { requires } from "../../helpers/requirements.ts";
import { makeWorld, type World } from "../../helpers/synced.ts";

/** Makes the remote hang; gives a word that stands in the command line of what then waits for it. */
type Hang = (world: World) => Promise<string>;

const overHttp: Hang = async ({ home, work }) => {
  const place = `127.0.0.1:${await startHangingServer()}`;
  git(home, work, "remote", "set-url", "origin", `http://${place}/remote.git`);
  return place;
};

const overSsh: Hang = async ({ home, work }) => {
  const port = await startHangingServer();
  git(home, work, "remote", "set-url", "origin", `ssh://git@127.0.0.1:${port}/remote.git`);
  return `${port}`;
};

const onDisk: Hang = async ({ home, work }) => {
  const program = writeFile(home.path, "hang", "#!/bin/sh\nwhile :; do sleep 0.1; done\n", 0o755);
  for (const end of ["uploadpack", "receivepack"])
    git(home, work, "config", `remote.origin.${end}`, program);
  return program;
};

const hangs: [string, Hang, boolean][] = [
  ["smart HTTP", overHttp, false],
  ["ssh", overSsh, requires("ssh", "openssh-client")],
  ["file", onDisk, false],
];

test.each(hangs.filter(([, , missing]) => !missing))(
  "over %s a remote that never answers is given up after network.timeout, with all that git started",
  async (_name, hang) => {
    const world = await makeWorld("network:\n  timeout: 700ms\n  retries: 3\n");
    const { home, work, remote } = world;
    const word = await hang(world);
    const head = commitFile(home, work, "a.txt", "a\n");
    for (const trigger of ["commit", "sweep"] as const)
      expect(await world.run(trigger)).toMatchObject({ outcome: "offline", reason: "timeout" });
    const listed = git(home, work, "-c", "alias.ps=!ps -ww -eo args", "ps");
    expect(listed).not.toContain(word);
    expect(refOf(home, work, "HEAD")).toBe(head);

    git(home, work, "config", "--remove-section", "remote.origin");
    git(home, work, "remote", "add", "origin", remote);
    git(home, work, "fetch", "-q");
    expect((await world.run("sweep")).outcome).toBe("synced");
    expect(refOf(home, remote, "main")).toBe(head);
  },
);
