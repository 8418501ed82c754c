import { createServer, connect, type AddressInfo, type Socket } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { transports } from "../../helpers/remotes.ts";
import { commitFile, git, refOf } from "../../helpers/repository.ts";
import { makeWorld, makeWorldOver } from "../../helpers/synced.ts";

/** A way to the port that breaks off its first connections, as a bad line does; gives its own port. */
async function badLine(port: number, breaks: number) {
  let calls = 0;
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    calls += 1;
    if (calls <= breaks) return void socket.resetAndDestroy();
    const onward = connect(port, "127.0.0.1");
    for (const end of [socket, onward]) {
      sockets.add(end);
      end.on("error", () => [socket, onward].forEach((each) => each.destroy()));
    }
    socket.pipe(onward).pipe(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { port: (server.address() as AddressInfo).port, calls: () => calls };
}

const smartHttp = transports.filter(({ name }) => name === "smart HTTP");

test.each(smartHttp)(
  "over $name a network failure that passes is tried again within the run",
  async (transport) => {
    const { home, work, remote, run } = await makeWorldOver(transport, "network:\n  retries: 2\n");
    const url = new URL(git(home, work, "remote", "get-url", "origin"));
    const line = await badLine(Number(url.port), 2);
    url.port = String(line.port);
    git(home, work, "remote", "set-url", "origin", url.href);
    const head = commitFile(home, work, "a.txt", "a\n");
    expect(await run("commit")).toMatchObject({ outcome: "synced" });
    expect(line.calls()).toBeGreaterThan(2);
    expect(refOf(home, remote, "main")).toBe(head);
  },
);

test("push.delay leaves time to amend: only the amended commit is published", async () => {
  const { home, work, remote, run } = await makeWorld("push:\n  delay: 300ms\n");
  commitFile(home, work, "a.txt", "a\n");
  const running = run("commit");
  git(home, work, "commit", "-q", "--amend", "-m", "said better");
  expect(await running).toMatchObject({ outcome: "synced" });
  expect(refOf(home, remote, "main")).toBe(refOf(home, work, "HEAD"));
  expect(git(home, remote, "log", "-1", "--format=%s", "main")).toBe("said better");
});
