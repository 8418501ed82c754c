import {
  MessageChannel,
  receiveMessageOnPort,
  Worker,
  type MessagePort,
} from "node:worker_threads";

type Value = string | number | null;
type Answer = { found: Record<string, Value>[] } | { error: Error; isLast?: true };

/** Milliseconds for one statement, its connection included. */
const limitMs = 60_000;

/**
 * As plain JavaScript, since node reads no other in a thread. Each statement has a connection of its own. What ends
 * the thread is an answer too: the process that waits for one would hear of nothing else.
 */
const program = `
  const { workerData: { port, done } } = require("node:worker_threads");
  const answer = (message) => {
    port.postMessage(message);
    Atomics.add(done, 0, 1);
    Atomics.notify(done, 0);
  };
  process.on("uncaughtException", (error) => {
    answer({ error, isLast: true });
    process.exit(1);
  });
  const { Client } = require("pg");
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
  port.on("message", async (question) => answer(await ask(question)));
`;

/** `answers`: how many have been taken. */
type Thread = { worker: Worker; port: MessagePort; done: Int32Array; answers: number };

let thread: Thread | null = null;

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
  const asked = (thread ??= startThread());
  asked.port.postMessage(question);
  const end = Atomics.wait(asked.done, 0, asked.answers, limitMs);
  asked.answers += 1;
  const answer = receiveMessageOnPort(asked.port)?.message as Answer | undefined;
  if (answer && !("isLast" in answer)) return answer;
  // Whatever it still says would be taken for the answer to another question.
  thread = null;
  if (answer) return answer;
  void asked.worker.terminate();
  throw new Error(`no answer from PostgreSQL (${end}, ${limitMs} ms): ${question.text}`);
}

function startThread(): Thread {
  const { port1, port2 } = new MessageChannel();
  const done = new Int32Array(new SharedArrayBuffer(4));
  const workerData = { port: port2, done };
  const worker = new Worker(program, { eval: true, workerData, transferList: [port2] });
  worker.unref();
  port1.unref();
  return { worker, port: port1, done, answers: 0 };
}

const literal = (value: Value) =>
  value === null ? "NULL" : `'${String(value).replaceAll("'", "''")}'`;
