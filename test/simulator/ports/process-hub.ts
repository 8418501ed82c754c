import { runStatement } from "../../../src/hub/statement.ts";
import type { KyselyPlugin } from "kysely";
import { SyncError } from "../../../src/core/errors.ts";
import type { Hub, HubDb } from "../../../src/hub/hub.ts";
import type { Failure, Process } from "./process.ts";

/** What the world wants to hear of a process's use of the hub. */
export type HubWitness = {
  /** A query was just answered: nobody has written since. */
  answered: () => void;
  committed: () => void;
};

/** The hub as one process gets it: each query of a reading, and begin and end of each transaction, an effect. */
export function processHub(process: Process, hub: Hub, witness: HubWitness): Hub {
  const heed = (failure: Failure | null) => {
    if (failure !== null) throw hubError(failure);
  };
  const between: KyselyPlugin = {
    transformQuery: ({ node }) => node,
    async transformResult({ result }) {
      witness.answered();
      heed(await process.pass("the hub answers", "hub-read"));
      return result;
    },
  };
  let asked: HubDb | null = null;
  const write: Hub["write"] = async (work) => {
    heed(await process.pass("the hub begins", "hub-write"));
    const result = await hub.write(async (db) => {
      const done = await work(db);
      heed(process.before("the hub commits", "hub-write", "alone"));
      return done;
    });
    witness.committed();
    heed(process.after());
    return result;
  };
  return {
    ...hub,
    async read(work) {
      heed(await process.pass("the hub is asked", "hub-read"));
      return hub.read((db) => work((asked ??= db.withPlugin(between))));
    },
    write,
    note: (statements) =>
      write(async (db) => {
        for (const statement of statements) await runStatement(db, statement);
      }),
  };
}

const hubError = (failure: Failure) =>
  failure === "full"
    ? new SyncError("store", "the hub cannot grow: its disk is full", { hint: "simulated" })
    : new SyncError("offline", "the hub does not answer", { hint: "simulated" });
