import { expect, test } from "vitest";
import { resultsOf, startThread } from "../../../src/system/thread.ts";

test("a thread whose program is not there fails with its name, also where it is asked late, and ends", async () => {
  const thread = startThread<null, null>("no-such-program", { env: {}, data: null });
  await expect(thread.next()).rejects.toMatchObject({
    code: "internal",
    message: expect.stringContaining("no-such-program"),
  });
  await expect(resultsOf(thread)).rejects.toMatchObject({ code: "internal" });
  await thread.end();
});

test("a thread that is ended while it is waited for has no more results", async () => {
  const thread = startThread<null, null>("pack-list", { env: {}, data: null });
  const next = thread.next();
  await thread.end();
  expect(await next).toBe(null);
});
