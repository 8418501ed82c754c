import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { tryLock, waitForLock } from "../../../src/system/lock.ts";
import { makeHome } from "../../helpers/home.ts";
import { requires } from "../../helpers/requirements.ts";
import { nodeAsNobody } from "../../helpers/unprivileged.ts";

const lockModule = new URL("../../../src/system/lock.ts", import.meta.url).href;

/** A process that takes the lock, says so and holds it until it is killed. */
async function holdElsewhere(file: string) {
  const script = `import { tryLock } from ${JSON.stringify(lockModule)};
    console.log(tryLock(${JSON.stringify(file)}) ? "got" : "held"); setInterval(() => {}, 1000);`;
  const child = spawn(
    process.execPath,
    ["--import", "tsx", "--input-type=module", "--eval", script],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  onTestFinished(() => void child.kill("SIGKILL"));
  const [answer] = (await once(child.stdout, "data")) as [Buffer];
  return { child, answer: answer.toString().trim() };
}

function lockFile(): string {
  const folder = join(makeHome().path, "sync-hooks");
  return join(folder, "lock");
}

test("a held lock is refused to another process, and free for it after release", async () => {
  const file = lockFile();
  const mine = tryLock(file);
  expect(mine).not.toBeNull();
  expect((await holdElsewhere(file)).answer).toBe("held");
  mine?.release();
  expect((await holdElsewhere(file)).answer).toBe("got");
});

test("a killed holder's lock is free, and only the empty lock file stays behind", async () => {
  const file = lockFile();
  const holder = await holdElsewhere(file);
  expect(holder.answer).toBe("got");
  expect(tryLock(file)).toBeNull();
  holder.child.kill("SIGKILL");
  await once(holder.child, "exit");
  const lock = tryLock(file);
  expect(lock).not.toBeNull();
  lock?.release();
  expect(readdirSync(join(file, ".."))).toEqual(["lock"]);
  expect(statSync(file).size).toBe(0);
});

test("a second try in the same process is refused and does not break the first", async () => {
  const file = lockFile();
  const lock = tryLock(file);
  expect(tryLock(file)).toBeNull();
  expect((await holdElsewhere(file)).answer).toBe("held");
  lock?.release();
  lock?.release();
  const again = tryLock(file);
  expect(again).not.toBeNull();
  again?.release();
});

test("waiting gets the lock as soon as its holder dies, and gives up at the limit", async () => {
  const file = lockFile();
  const holder = await holdElsewhere(file);
  expect(await waitForLock(file, 0)).toBeNull();
  const waiting = waitForLock(file, 30_000);
  holder.child.kill("SIGKILL");
  const lock = await waiting;
  expect(lock).not.toBeNull();
  lock?.release();
});

test("a folder that is missing is made, its parent is not", () => {
  const home = makeHome();
  const lock = tryLock(join(home.path, "made", "lock"));
  expect(existsSync(join(home.path, "made", "lock"))).toBe(true);
  lock?.release();
  expect(() => tryLock(join(home.path, "gone", "sync-hooks", "lock"))).toThrow(
    expect.objectContaining({ code: "not-a-repo" }),
  );
});

test("a file that is no lock is refused with the mend, and left as it was", () => {
  const home = makeHome();
  const file = join(home.path, "lock");
  writeFileSync(file, "x".repeat(5000));
  expect(() => tryLock(file)).toThrow(
    expect.objectContaining({ code: "store", hint: expect.stringContaining("rm") }),
  );
  expect(statSync(file).size).toBe(5000);
});

test.skipIf(requires("setpriv", "util-linux"))(
  "a folder without write permission is refused",
  () => {
    const home = makeHome();
    const folder = join(home.path, "closed");
    mkdirSync(folder);
    chmodSync(folder, 0o500);
    const script = `import { tryLock } from ${JSON.stringify(lockModule)};
      try { tryLock(${JSON.stringify(join(folder, "lock"))}); } catch (error) { console.log(error.code); }`;
    expect(
      nodeAsNobody(home, process.cwd(), [
        "--import",
        "tsx",
        "--input-type=module",
        "--eval",
        script,
      ]),
    ).toEqual({
      status: 0,
      stdout: "store\n",
      stderr: "",
    });
  },
);
