import { describe, expect, test } from "vitest";
import { allowedHosts, isLoopback, urlOf } from "../../../../src/server/guard/hosts.ts";

const place = { host: "127.0.0.1", port: 4747, ownNames: ["desk", "192.0.2.7"], allowedHosts: [] };

describe("the Hosts that are answered", () => {
  test.each(["127.0.0.1:4747", "localhost:4747", "[::1]:4747"])("on loopback %s", (host) => {
    expect(allowedHosts(place).has(host)).toBe(true);
  });

  test.each(["127.0.0.1", "localhost:4748", "evil.example:4747", "desk:4747", "127.0.0.1.:4747"])(
    "on loopback not %s",
    (host) => {
      expect(allowedHosts(place).has(host)).toBe(false);
    },
  );

  test("on all addresses also the machine's own names", () => {
    const hosts = allowedHosts({ ...place, host: "0.0.0.0" });
    expect(hosts.has("desk:4747")).toBe(true);
    expect(hosts.has("192.0.2.7:4747")).toBe(true);
    expect(hosts.has("evil.example:4747")).toBe(false);
  });

  test("on one outer address that address alone", () => {
    expect([...allowedHosts({ ...place, host: "192.0.2.7" })]).toEqual(["192.0.2.7:4747"]);
  });

  test("names of the config's own, with a port or without", () => {
    const hosts = allowedHosts({ ...place, allowedHosts: ["Hub.example", "proxy.example:8443"] });
    for (const host of ["hub.example", "hub.example:4747", "proxy.example:8443"])
      expect(hosts.has(host)).toBe(true);
    expect(hosts.has("proxy.example")).toBe(false);
  });

  test("port 80 is left out by browsers", () => {
    expect(allowedHosts({ ...place, port: 80 }).has("localhost")).toBe(true);
  });
});

test.each([
  ["127.0.0.1", true],
  ["127.9.9.9", true],
  ["localhost", true],
  ["::1", true],
  ["[::1]", true],
  ["0.0.0.0", false],
  ["::", false],
  ["192.0.2.7", false],
  ["127.evil.example", false],
  ["", false],
])("whether %s is loopback: %s", (host, is) => {
  expect(isLoopback(host)).toBe(is);
});

test("the address that is shown can be opened", () => {
  expect(urlOf("::1", 1)).toBe("http://[::1]:1/");
  expect(urlOf("0.0.0.0", 80)).toBe("http://127.0.0.1:80/");
});
