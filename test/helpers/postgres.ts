import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { chownSync, existsSync, mkdtempSync, readdirSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "pg";
import { afterAll } from "vitest";
import { freePort } from "./free-port.ts";
import { openHub } from "../../src/hub/open.ts";
import { requires } from "./requirements.ts";
import { until } from "./until.ts";

/** A PostgreSQL of its own on loopback, with its data in a private folder. */
export type PostgresServer = {
  /** The address of a database, as `hub` in config.yaml takes it. */
  url: (database: string) => string;
  /** Makes an empty database and gives its address. */
  createDatabase: () => Promise<string>;
  /** Makes a database that holds an empty hub: a copy of one that was made once, so all of them have one id. */
  createHub: () => Promise<string>;
  /** `crash`: as at a power cut, without a last word to anybody. */
  stop: (manner?: "fast" | "crash") => Promise<void>;
  /** Stops it before the next line runs, also where nothing can be waited for. */
  stopNow: () => void;
  start: () => Promise<void>;
};

/** Where Debian puts the server's programs, the newest version first. */
const programFolders = (): string[] => {
  const versions = "/usr/lib/postgresql";
  if (!existsSync(versions)) return [];
  return readdirSync(versions)
    .sort((one, other) => Number(other) - Number(one))
    .map((version) => join(versions, version, "bin"));
};

/** Where pg_dump and the like stand. */
export const postgresProgram = (name: string): string => join(programFolders()[0] ?? "", name);

/** For `skipIf`: true where there is no PostgreSQL on this machine. */
export const requiresPostgres = (): boolean => requires("initdb", "postgresql", programFolders());

/**
 * One server for all tests of a file, started at the first use and stopped after the last test; `settings` as in
 * postgresql.conf.
 */
export function sharedPostgres(settings: readonly string[] = []): () => Promise<PostgresServer> {
  let started: Promise<PostgresServer & { remove: () => Promise<void> }> | null = null;
  afterAll(async () => (await started)?.remove());
  return () => (started ??= makePostgres(settings));
}

/** Makes and starts a server; `remove` stops it by its id and removes its folder. */
export async function makePostgres(
  settings: readonly string[] = [],
): Promise<PostgresServer & { folder: string; port: number; remove: () => Promise<void> }> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "sync-hooks-pg-")));
  const [user, ...asUser] = serverUser(folder);
  const data = join(folder, "data");
  const initdb = [postgresProgram("initdb"), "--no-sync", "--auth=trust", "--username=ann"];
  execFileSync(user ?? "", [...asUser, ...initdb, "--encoding=UTF8", "--locale=C.UTF-8", data], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  const port = await freePort();
  const url = (database: string) => `postgres://ann@127.0.0.1:${port}/${database}`;
  const options = {
    listen_addresses: "127.0.0.1",
    port,
    unix_socket_directories: folder,
    fsync: "off",
    max_connections: 200,
    shared_buffers: "32MB",
    log_min_messages: "panic",
  };
  const flags = [
    ...Object.entries(options).map(([name, value]) => `${name}=${value}`),
    ...settings,
  ].flatMap((setting) => ["-c", setting]);
  let server: ChildProcess | null = null;
  const start = async () => {
    server = spawn(user ?? "", [...asUser, postgresProgram("postgres"), "-D", data, ...flags], {
      stdio: ["ignore", "ignore", "inherit"],
    });
    await until("PostgreSQL answers", () => answers(url("postgres")));
  };
  const stop = async (manner: "fast" | "crash" = "fast") => {
    const running = server;
    server = null;
    if (!running || running.exitCode !== null || running.signalCode !== null) return;
    const ended = once(running, "exit");
    running.kill(manner === "fast" ? "SIGINT" : "SIGQUIT");
    await ended;
  };
  const stopNow = () => {
    server = null;
    const args = ["stop", "-D", data, "-m", "immediate", "-w", "-s"];
    execFileSync(user ?? "", [...asUser, postgresProgram("pg_ctl"), ...args]);
  };
  let databases = 0;
  const createDatabase = async (copied = "template1") => {
    databases += 1;
    await runSql(url("postgres"), `CREATE DATABASE db${databases} TEMPLATE ${copied}`);
    return url(`db${databases}`);
  };
  let emptyHub: Promise<string> | null = null;
  const makeEmptyHub = async () => {
    const made = await createDatabase();
    await (await openHub(made)).close();
    return new URL(made).pathname.slice(1);
  };
  const createHub = async () => createDatabase(await (emptyHub ??= makeEmptyHub()));
  const remove = async () => {
    await stop();
    rmSync(folder, { recursive: true, force: true });
  };
  await start();
  return {
    url,
    createDatabase: () => createDatabase(),
    createHub,
    stop,
    stopNow,
    start,
    folder,
    port,
    remove,
  };
}

/**
 * The words in front of a command that make it run as a user other than root, as whom PostgreSQL refuses to
 * run; the server ends with this process however that ends.
 */
function serverUser(folder: string): string[] {
  const words = ["setpriv", "--pdeathsig=INT"];
  if (process.geteuid?.() !== 0) return words;
  const idOf = (flag: string) =>
    Number(execFileSync("id", [flag, "postgres"], { encoding: "utf8" }));
  chownSync(folder, idOf("-u"), idOf("-g"));
  return [...words, "--reuid=postgres", "--regid=postgres", "--clear-groups"];
}

async function answers(url: string): Promise<boolean> {
  try {
    await runSql(url, "SELECT 1");
    return true;
  } catch {
    return false; // Not yet; `until` gives up at some time.
  }
}

/** Plain SQL through a connection of its own; gives the last statement's rows. */
export async function runSql(
  url: string,
  text: string,
  values: readonly unknown[] = [],
): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const result: { rows: Record<string, unknown>[] } | { rows: Record<string, unknown>[] }[] =
      values.length === 0 ? await client.query(text) : await client.query(text, [...values]);
    return (Array.isArray(result) ? result.at(-1)?.rows : result.rows) ?? [];
  } finally {
    await client.end();
  }
}
