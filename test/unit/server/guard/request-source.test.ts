import { expect, test } from "vitest";
import { refusal, type RequestSource } from "../../../../src/server/guard/request-source.ts";

const hosts = new Set(["127.0.0.1:4747", "hub.example"]);
const own: RequestSource = {
  method: "GET",
  path: "/repos/",
  host: "127.0.0.1:4747",
  origin: undefined,
  fetchSite: undefined,
  fetchMode: undefined,
  fetchDest: undefined,
};

const allowed: [string, Partial<RequestSource>][] = [
  ["curl", {}],
  ["the address bar", { fetchSite: "none", fetchMode: "navigate", fetchDest: "document" }],
  ["our own page", { origin: "http://127.0.0.1:4747", fetchSite: "same-origin" }],
  ["our page behind an https proxy", { host: "Hub.example", origin: "https://hub.example" }],
  [
    "a link on another site to the dashboard",
    { path: "/", fetchSite: "cross-site", fetchMode: "navigate", fetchDest: "document" },
  ],
  [
    "the private file of hub open",
    { path: "/launch", fetchSite: "cross-site", fetchMode: "navigate", fetchDest: "document" },
  ],
];

const refused: [string, Partial<RequestSource>][] = [
  ["no Host", { host: undefined }],
  ["a rebound name", { host: "evil.example:4747" }],
  ["a rebound name with the right origin", { host: "evil.example", origin: "http://evil.example" }],
  ["the right name, another port", { host: "127.0.0.1:80" }],
  ["another origin", { origin: "http://evil.example" }],
  ["another port of this machine", { origin: "http://127.0.0.1:9999" }],
  ["an origin that hides itself", { origin: "null" }],
  ["an empty origin", { origin: "" }],
  ["an origin that ends alike", { origin: "http://evil.example/127.0.0.1:4747" }],
  ["an origin with a user", { origin: "http://127.0.0.1:4747@evil.example" }],
  ["an image on another site", { fetchSite: "cross-site", fetchMode: "no-cors" }],
  ["a script on another port of this host", { fetchSite: "same-site", fetchMode: "no-cors" }],
  [
    "a frame on another site",
    { path: "/", fetchSite: "cross-site", fetchMode: "navigate", fetchDest: "iframe" },
  ],
  [
    "a form on another site",
    { method: "POST", path: "/launch", fetchSite: "cross-site", fetchMode: "navigate" },
  ],
  [
    "a link on another site to the API",
    { fetchSite: "cross-site", fetchMode: "navigate", fetchDest: "document" },
  ],
];

test.each(allowed)("%s comes through", (_, change) => {
  expect(refusal({ ...own, ...change }, hosts)).toBeNull();
});

test.each(refused)("%s is refused", (_, change) => {
  expect(refusal({ ...own, ...change }, hosts)).toEqual(expect.any(String));
});
