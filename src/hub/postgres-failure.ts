import { unstorableText, type HubFailure } from "./failure.ts";

const unreachable = "check that the server runs and can be reached; the next sync tries again";

/**
 * What PostgreSQL, or the way to it, has answered: by SQLSTATE
 * (https://www.postgresql.org/docs/current/errcodes-appendix.html) or the system's error code.
 */
export function classifyPostgres(code: string, message: string): HubFailure {
  if (code === "55P03" || code === "57014")
    return {
      code: "offline",
      says: "is held by another program",
      hint: "the next sync tries again; if it lasts, end the session that keeps a transaction open",
    };
  if (code === "40001" || code === "40P01")
    return {
      code: "offline",
      says: "is written by many at once",
      hint: "the next sync tries again",
    };
  if (code === "25006")
    return {
      code: "offline",
      says: "takes no writes at the moment: it is read-only",
      hint: "a standby waits for its promotion; else name the server that takes writes",
    };
  if (code === "53100")
    return {
      code: "store",
      says: "cannot grow: the server's disk is full",
      hint: "make room there, then run: sync-hooks sync",
    };
  if (code.startsWith("28") || message.startsWith("SASL"))
    return {
      code: "auth",
      says: `refuses this user (${message})`,
      hint: "check the user, and the password in ~/.pgpass (mode 0600), PGPASSWORD or the URL",
    };
  if (code === "3D000")
    return {
      code: "store",
      says: "does not exist",
      hint: "make it once, on the server: createdb NAME",
    };
  if (code === "42501")
    return {
      code: "store",
      says: `refuses the access (${message})`,
      hint: "the user needs to own the hub's tables, or all rights on them; after an upgrade their owner runs first: sync-hooks hub migrate",
    };
  if (code === "22021" || code === "22P05") return unstorableText;
  if (/^XX00[12]$/.test(code))
    return { code: "store", says: `is damaged (${message})`, hint: "restore a backup" };
  if (/^(CERT_|ERR_TLS|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_)|SSL connections/.test(code || message))
    return {
      code: "store",
      says: `cannot be reached safely (${message})`,
      hint: "set sslmode and sslrootcert in the hub's URL: docs/hub.md",
    };
  if (/^(08|57P|53)/.test(code) || /^E[A-Z_]+$/.test(code) || awayWords.test(message))
    return { code: "offline", says: `does not answer (${message})`, hint: unreachable };
  return { code: "store", says: `failed: ${message}`, hint: "run: sync-hooks doctor" };
}

/** What pg says, without a code, where a connection is missing, lost or silent. */
const awayWords =
  /connection terminated|timeout|not queryable|client was closed|cannot use a pool/i;
