import { execFileSync } from "node:child_process";
import { sql } from "kysely";
import { createServer } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import { openHub } from "../../../src/hub/open.ts";
import { postgresPlace } from "../../../src/hub/postgres-connection.ts";
import { makeHome, writeFile } from "../../helpers/home.ts";
import { openTestHub } from "../../helpers/hub-kinds.ts";
import { makePostgres, requiresPostgres, runSql } from "../../helpers/postgres.ts";
import { requires } from "../../helpers/requirements.ts";

const secret = "open%20sesame";
const decoded = "open sesame";

describe.skipIf(requiresPostgres() || requires("openssl", "openssl"))(
  "a PostgreSQL that refuses",
  () => {
    let server: Awaited<ReturnType<typeof makePostgres>>;
    let certificates: { ca: string; other: string };

    beforeAll(async () => {
      server = await makePostgres();
      certificates = await secure(server);
    });
    afterAll(() => server.remove());

    /** The address over TCP, with TLS, as a user who needs a password. */
    const address = (database: string, user = "bob", query = "") =>
      `postgres://${user}@localhost:${server.port}/${database}${query}`;
    const database = async () => new URL(await server.createDatabase()).pathname.slice(1);

    test("a missing or wrong password is refused as auth, names the place, and never the password", async () => {
      const name = await database();
      for (const user of ["bob", `bob:not-${secret}`]) {
        const error = await openHub(address(name, user)).catch((thrown: unknown) => thrown);
        expect(error).toMatchObject({
          code: "auth",
          message: expect.stringContaining(`postgres://localhost:${server.port}/${name}`),
          hint: expect.stringContaining(".pgpass"),
        });
        expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toMatch(/sesame/);
      }
    });

    test("the password comes from the URL, from PGPASSWORD, or from ~/.pgpass", async () => {
      const name = await database();
      const hub = await openTestHub(address(name, `bob:${secret}`));
      expect(hub.place).not.toContain("sesame");
      onTestFinished(() => void vi.unstubAllEnvs());
      vi.stubEnv("PGPASSWORD", decoded);
      await openTestHub(address(name));
      vi.unstubAllEnvs();
      const line = `localhost:${server.port}:${name}:bob:${decoded}\n`;
      vi.stubEnv("PGPASSFILE", writeFile(makeHome().path, ".pgpass", line, 0o600));
      await openTestHub(address(name));
      vi.unstubAllEnvs();
    });

    test("sslmode means what it means to psql", async () => {
      const name = await database();
      const user = `bob:${secret}`;
      const { ca, other } = certificates;
      const isEncrypted = async (query: string) => {
        const hub = await openTestHub(address(name, user, query));
        const encrypted = sql<{ ssl: boolean }>`
          SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()`;
        const { rows } = await hub.read((db) => encrypted.execute(db));
        return rows[0]?.ssl;
      };
      expect(await isEncrypted("?sslmode=disable")).toBe(false);
      expect(await isEncrypted("?sslmode=require")).toBe(true);
      expect(await isEncrypted(`?sslmode=verify-full&sslrootcert=${ca}`)).toBe(true);
      for (const query of ["?sslmode=verify-full", `?sslmode=verify-full&sslrootcert=${other}`])
        await expect(openHub(address(name, user, query))).rejects.toMatchObject({
          code: "store",
          message: expect.stringContaining("cannot be reached safely"),
          hint: expect.stringContaining("sslrootcert"),
        });
      await expect(
        openHub(address(name, user, "?sslmode=verify-full&sslrootcert=/no/such.pem")),
      ).rejects.toMatchObject({ code: "config", message: expect.stringContaining("/no/such.pem") });
    });

    test("a database that does not exist, and one that the user may not write, are store errors with their mend", async () => {
      await expect(openHub(address("nowhere", `bob:${secret}`))).rejects.toMatchObject({
        code: "store",
        hint: expect.stringContaining("createdb"),
      });
      const name = await database();
      await runSql(
        server.url(name),
        "REVOKE CREATE ON SCHEMA public FROM PUBLIC; ALTER DATABASE " + name + " OWNER TO ann",
      );
      await expect(openHub(address(name, `eve:${secret}`))).rejects.toMatchObject({
        code: "store",
        message: expect.stringContaining("refuses the access"),
      });
    });

    test("a schema that a newer sync-hooks has made is refused with the mend and left as it was", async () => {
      const url = server.url(await database());
      await openTestHub(url);
      await runSql(url, "INSERT INTO migrations VALUES (99, 'later', 'x')");
      for (let version = 2; version < 20; version += 1)
        await runSql(
          url,
          `INSERT INTO migrations VALUES (${version}, 'later', 'x') ON CONFLICT DO NOTHING`,
        );
      await expect(openHub(url)).rejects.toMatchObject({
        code: "store",
        hint: expect.stringContaining("update sync-hooks"),
      });
    });

    test("programs that open a new hub at once all find one whole schema", async () => {
      const url = server.url(await database());
      const hubs = await Promise.all([1, 2, 3, 4].map(() => openTestHub(url)));
      expect(new Set(hubs.map(({ id }) => id)).size).toBe(1);
      expect(await runSql(url, "SELECT name FROM migrations ORDER BY id")).toEqual([
        { name: "001-tables" },
        { name: "002-edits-revive" },
        { name: "003-receipts" },
        { name: "004-order-by-usual-words" },
        { name: "005-moves-between-repositories" },
        { name: "006-utf-8-alone" },
        { name: "007-text-alone" },
        { name: "008-passed-words" },
      ]);
    });

    test("a table that another session keeps locked makes the hub offline, not broken", async () => {
      const url = server.url(await database());
      const hub = await openTestHub(url);
      const blocker = runSql(url, "BEGIN; LOCK TABLE repos; SELECT pg_sleep(8)");
      const write = () =>
        hub.write((db) => db.updateTable("repos").set({ default_branch: "x" }).execute());
      await new Promise((resolve) => setTimeout(resolve, 300));
      await expect(write()).rejects.toMatchObject({ code: "offline" });
      await blocker;
      await write();
    });

    test("nobody there, and somebody who never answers, are both offline within seconds", async () => {
      const deaf = createServer(() => {});
      await new Promise<void>((resolve) => deaf.listen(0, "127.0.0.1", resolve));
      onTestFinished(() => void deaf.close());
      const { port } = deaf.address() as { port: number };
      for (const url of [`postgres://ann@127.0.0.1:${port}/x`, "postgres://ann@127.0.0.1:1/x"])
        await expect(openHub(url)).rejects.toMatchObject({
          code: "offline",
          message: expect.stringContaining("does not answer"),
        });
    });

    test("a trigger that somebody has switched off is found by doctor", async () => {
      const url = server.url(await database());
      const hub = await openTestHub(url);
      expect(await hub.read(hub.dialect.damage)).toEqual([]);
      await runSql(url, "ALTER TABLE tasks DISABLE TRIGGER tasks_changed");
      expect(await hub.read(hub.dialect.damage)).toEqual([
        "the trigger tasks_changed is missing or disabled",
      ]);
    });
  },
);

test("a URL that cannot be read is a config error without the URL's own words", () => {
  for (const url of ["postgres://ann:sesame@ho st:x/y", "postgres://ann:sesame@[::1/y"])
    try {
      postgresPlace(url);
      expect.unreachable();
    } catch (error) {
      expect(error).toMatchObject({ code: "config" });
      expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toMatch(/sesame/);
    }
});

/** Gives the server TLS, and the users bob and eve, who have to show a password. */
async function secure(server: Awaited<ReturnType<typeof makePostgres>>) {
  const { folder } = server;
  const make = (name: string) => {
    const files = ["-keyout", join(folder, `${name}.key`), "-out", join(folder, `${name}.pem`)];
    const about = [
      "-days",
      "2",
      "-subj",
      "/CN=localhost",
      "-addext",
      "subjectAltName=DNS:localhost",
    ];
    execFileSync(
      "openssl",
      [
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:prime256v1",
        "-nodes",
        ...files,
        ...about,
      ],
      { stdio: "ignore" },
    );
  };
  make("server");
  make("other");
  const owner = execFileSync("stat", ["-c", "%u:%g", join(folder, "data")], { encoding: "utf8" });
  execFileSync("chown", [owner.trim(), join(folder, "server.key")]);
  execFileSync("chmod", ["600", join(folder, "server.key")]);
  writeFile(
    folder,
    "hba.conf",
    "local all all trust\nhost all ann all trust\nhost all all all scram-sha-256\n",
  );
  const admin = server.url("postgres");
  for (const user of ["bob", "eve"])
    await runSql(admin, `CREATE ROLE ${user} LOGIN PASSWORD '${decoded}'`);
  await runSql(admin, "ALTER ROLE bob SUPERUSER");
  for (const setting of [
    "ssl = on",
    `ssl_cert_file = '${folder}/server.pem'`,
    `ssl_key_file = '${folder}/server.key'`,
    `hba_file = '${folder}/hba.conf'`,
  ])
    await runSql(admin, `ALTER SYSTEM SET ${setting}`);
  await server.stop();
  await server.start();
  return { ca: join(folder, "server.pem"), other: join(folder, "other.pem") };
}
