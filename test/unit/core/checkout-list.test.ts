import { describe, expect, test } from "vitest";
import { parseCheckoutList } from "../../../src/core/checkout-list.ts";

describe("a list of checkouts", () => {
  test.each([
    ["one path a line", "/a\n~/b\n./c\n", [["/a"], ["~/b"], ["./c"]]],
    [
      "name and path",
      "api /srv/api\nweb\t~/web\n",
      [
        ["/srv/api", "api"],
        ["~/web", "web"],
      ],
    ],
    [
      "name, sign and path",
      "api=/srv/api\nweb: /web\ndb, /db",
      [
        ["/srv/api", "api"],
        ["/web", "web"],
        ["/db", "db"],
      ],
    ],
    [
      "a path with spaces",
      "/srv/my api\napi /srv/my api",
      [["/srv/my api"], ["/srv/my api", "api"]],
    ],
    ["comments, empty lines and CRLF", "# mine\r\n\r\n/a\r\n", [["/a"]]],
    ["a Windows path", "C:\\code\\api\n", [["C:\\code\\api"]]],
    ["a bare word", "api\n", [["api"]]],
    ["JSON paths", '["/a", "b"]', [["/a"], ["b"]]],
    ["JSON entries", '[{"name": "api", "path": "/a"}, {"path": "/b"}]', [["/a", "api"], ["/b"]]],
    [
      "a JSON map",
      ' {"api": "/a", "web": "/b"}',
      [
        ["/a", "api"],
        ["/b", "web"],
      ],
    ],
    ["nothing", "", []],
  ])("%s", (_, text, expected) => {
    const entries = expected.map(([path, slug = null]) => ({ path, slug }));
    expect(parseCheckoutList(text)).toEqual(entries);
  });

  test.each([
    ['["/a", 5]', "entry 2 of the list has no path"],
    ['[{"name": "api"}]', "entry 1 of the list has no path"],
    ['{"api": null}', '"api" of the list has no path'],
    ['["/a"', "the list is not valid JSON"],
  ])("%j is refused", (text, message) => {
    expect(() => parseCheckoutList(text)).toThrow(message);
  });
});
