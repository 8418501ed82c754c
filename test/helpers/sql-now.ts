import {
  MessageChannel,
  receiveMessageOnPort,
  Worker,
  type MessagePort,
} from "node:worker_threads";

type Value = string | number | null;
type Answer = { found: Record<string, Value>[] } | { error: Error };

/** As plain JavaScript, since node reads no other in a thread. Each statement has a connection of its own. */
const program = `
  const { Client } = require("pg");
  const { workerData: { port, done } } = require("node:worker_threads");
  const ask = async ({ url, text }) => {
    const client = new Client({ connectionString: url });
    client.on("error", () => {}); // What comes after the answer.
    try {
      await client.connect();
      const { rows } = await client.query(text);
      return { found: rows?.[0]?.found ?? [] };
    } catch (error) {
      return { error };
    } finally {
      await client.end().catch(() => {});
    }
  };
  port.on("message", async (question) => {
    port.postMessage(await ask(question));
    Atomics.add(done, 0, 1);
    Atomics.notify(done, 0);
  });
`;

let thread: { port: MessagePort; done: Int32Array } | null = null;

/**
 * Plain SQL on a PostgreSQL, done when this returns, while nothing else happens in this process; `?` stands for the
 * values. Gives a query's rows as JSON has them. A thread asks: psql takes longer to start than most statements to run.
 */
export function runSqlNow(url: string, text: string, values: readonly Value[] = []) {
  const given = [...values];
  const filled = text.replaceAll("?", () => literal(given.shift() ?? null));
  const asked = /^\s*(SELECT|WITH)\b/i.test(filled)
    ? `SELECT coalesce(json_agg(row_to_json(found)), '[]') AS found FROM (${filled}) AS found`
    : filled;
  const answer = ask({ url, text: asked });
  if ("error" in answer) throw answer.error;
  return answer.found;
}

function ask(question: { url: string; text: string }): Answer {
  const { port, done } = (thread ??= startThread());
  const before = Atomics.load(done, 0);
  port.postMessage(question);
  Atomics.wait(done, 0, before);
  return receiveMessageOnPort(port)?.message as Answer;
}

function startThread() {
  const { port1, port2 } = new MessageChannel();
  const done = new Int32Array(new SharedArrayBuffer(4));
  const workerData = { port: port2, done };
  new Worker(program, { eval: true, workerData, transferList: [port2] }).unref();
  port1.unref();
  return { port: port1, done };
}

const literal = (value: Value) =>
  value === null ? "NULL" : `'${String(value).replaceAll("'", "''")}'`;
