import { describe, expect, test } from "vitest";
import {
  hasSession,
  hasToken,
  isSameSecret,
  sessionCookie,
} from "../../../../src/server/guard/credentials.ts";
import { makeLaunchCodes } from "../../../../src/server/guard/launch-codes.ts";

const token = "a-token-that-nobody-guesses";
const now = new Date("2026-01-01T00:00:00Z");
const later = (ms: number) => new Date(now.getTime() + ms);
const day = 86_400_000;

describe("the token", () => {
  test.each([
    ["the right one", `Bearer ${token}`, true],
    ["in lower case", `bearer ${token}`, true],
    ["none", undefined, false],
    ["an empty one", "Bearer ", false],
    ["its beginning", `Bearer ${token.slice(0, -1)}`, false],
    ["more than it", `Bearer ${token}x`, false],
    ["another scheme", `Basic ${token}`, false],
  ])("%s", (_, header, is) => {
    expect(hasToken(header, token)).toBe(is);
  });

  test("secrets of unequal length compare without throwing", () => {
    expect(isSameSecret("", "x")).toBe(false);
    expect(isSameSecret("x", "x")).toBe(true);
  });
});

describe("a session", () => {
  const cookie = (port = 4747, secret = token) =>
    sessionCookie(port, secret, now).split(";")[0] ?? "";

  test("holds for seven days, for scripts out of reach and for this site alone", () => {
    expect(sessionCookie(4747, token, now)).toMatch(/; HttpOnly; SameSite=Strict$/);
    expect(hasSession(`other=1; ${cookie()}`, 4747, token, later(7 * day - 1))).toBe(true);
    expect(hasSession(cookie(), 4747, token, later(7 * day))).toBe(false);
  });

  test("does not tell the token", () => {
    expect(cookie()).not.toContain(token);
  });

  test("of another port or another token is none", () => {
    expect(hasSession(cookie(4748), 4747, token, now)).toBe(false);
    expect(hasSession(cookie(4747, "another-token-of-some-length"), 4747, token, now)).toBe(false);
  });

  test("whose end was moved is none", () => {
    const [name, value = ""] = cookie().split("=");
    const [end, ...rest] = value.split(".");
    const moved = [Number(end) + 1, ...rest].join(".");
    expect(hasSession(`${name}=${moved}`, 4747, token, now)).toBe(false);
    expect(hasSession(undefined, 4747, token, now)).toBe(false);
    expect(hasSession(`${name}=`, 4747, token, now)).toBe(false);
  });
});

describe("a launch code", () => {
  test("works once", () => {
    const codes = makeLaunchCodes(() => now);
    const { code } = codes.make();
    expect(codes.use("")).toBe(false);
    expect(codes.use(code)).toBe(true);
    expect(codes.use(code)).toBe(false);
  });

  test("ends after a minute", () => {
    let time = now;
    const codes = makeLaunchCodes(() => time);
    const { code, expiresAt } = codes.make();
    time = expiresAt;
    expect(codes.use(code)).toBe(false);
  });

  test("of the latest hundred stay open", () => {
    const codes = makeLaunchCodes(() => now);
    const made = Array.from({ length: 101 }, () => codes.make().code);
    expect(codes.use(made[0] ?? "")).toBe(false);
    expect(codes.use(made[100] ?? "")).toBe(true);
  });
});
