import { createServer, type AddressInfo } from "node:net";
import { once } from "node:events";
import { expect, test } from "vitest";
import { fetchFailure } from "../../../src/core/fetch-failure.ts";

const failureOf = async (url: string) => fetchFailure(await fetch(url).catch((error) => error));

test("a fetch says why it has failed, by the system's code or in words", async () => {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  expect(await failureOf(`http://127.0.0.1:${port}/`)).toBe("ECONNREFUSED");
  // A port that browsers, and so fetch, do not speak to.
  expect(await failureOf("http://127.0.0.1:1/")).toBe("bad port");
  expect(fetchFailure(new TypeError("no cause"))).toBe("no cause");
  expect(fetchFailure("thrown")).toBe("thrown");
});
