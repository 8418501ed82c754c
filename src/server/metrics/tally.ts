import type { MiddlewareHandler } from "hono";

/** How many requests were answered, by the hundred of their status and by method. */
export type Tally = { count: (method: string, status: number) => void; read: () => Counted[] };

export type Counted = { method: string; status: string; count: number };

const methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"];

export function makeTally(): Tally {
  const counts = new Map<string, Counted>();
  return {
    count(method, status) {
      const named = methods.includes(method) ? method : "other";
      const hundred = `${Math.floor(status / 100)}xx`;
      const key = `${named} ${hundred}`;
      const known = counts.get(key) ?? { method: named, status: hundred, count: 0 };
      counts.set(key, { ...known, count: known.count + 1 });
    },
    read: () => [...counts.values()],
  };
}

/** Counts every answer, refusals too. */
export function tallyAnswers(tally: Tally): MiddlewareHandler {
  return async (c, next) => {
    await next();
    tally.count(c.req.method, c.res.status);
  };
}
