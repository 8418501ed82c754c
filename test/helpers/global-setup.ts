import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { openHome } from "./home.ts";
import { makeRemote, makeRepository } from "./repository.ts";
import { templatesVariable } from "./templates.ts";

const memory = "/dev/shm";
const tmpfs = 0x01021994; // statfs(2)
const roomBytes = 4 * 2 ** 30;

/**
 * Builds dist/ once, since the scenarios and the hooks run what users run, and makes ready what tests copy.
 * Gives what puts all of it away.
 */
export async function setup(): Promise<() => Promise<void>> {
  const root = fileURLToPath(new URL("../..", import.meta.url));
  execFileSync(process.execPath, ["--import", "tsx", "build.ts"], { cwd: root, stdio: "inherit" });
  const folder = workInMemory();
  const removeTemplates = makeTemplates();
  return async () => {
    await removeTemplates();
    if (folder !== null) rmSync(folder, { recursive: true, force: true });
  };
}

/**
 * Lets the tests' homes lie in memory where there is room: thousands of little repositories and databases wait
 * for a disk most of all. Null where they stay in the usual folder.
 */
function workInMemory(): string | null {
  if (process.env["TMPDIR"] !== undefined || !hasRoom()) return null;
  const folder = mkdtempSync(`${memory}/sync-hooks-`);
  chmodSync(folder, 0o1777); // As /tmp itself: some tests work as other users.
  if (!runsPrograms(folder)) {
    rmSync(folder, { recursive: true });
    return null;
  }
  process.env["TMPDIR"] = folder;
  return folder;
}

function hasRoom(): boolean {
  if (!existsSync(memory)) return false;
  const { type, bavail, bsize } = statfsSync(memory);
  return type === tmpfs && bavail * bsize >= roomBytes;
}

/** False on a file system that is mounted `noexec`, as containers often do with this one. */
function runsPrograms(folder: string): boolean {
  const program = join(folder, "program");
  writeFileSync(program, "#!/bin/sh\n", { mode: 0o755 });
  const { status } = spawnSync(program);
  rmSync(program);
  return status === 0;
}

/**
 * Lets git make one repository of each kind, for the tests to copy: the same dozen of git's processes in front of
 * every test cost more than many a test itself. Gives the function that removes them.
 */
function makeTemplates(): () => Promise<void> {
  const { home, remove } = openHome();
  makeRemote(home, "bare");
  makeRepository(home, "work");
  makeRepository(home, "pushed", makeRemote(home, "remote"));
  process.env[templatesVariable] = home.path;
  return remove;
}
