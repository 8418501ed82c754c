import { expect, test } from "vitest";
import { openTurns } from "../../../src/actions/turns.ts";

test("work that fails gives its turn back", async () => {
  const turns = openTurns(1);
  const share = [{ key: "host", limit: 1 }];
  await expect(turns.take(share, () => Promise.reject(new Error("no")))).rejects.toThrow("no");
  expect(await turns.take(share, async () => "next")).toBe("next");
});
