import { setTimeout as sleep } from "node:timers/promises";
import { backOffMs } from "../core/back-off.ts";
import { fetchFailure } from "../core/fetch-failure.ts";
import { SyncError } from "../core/errors.ts";
import { without } from "../core/redact.ts";
import { readBody } from "./body.ts";
import type { ForgeAccount } from "./forge.ts";

/** The `network` part of the config: tries after a failure, and how long (ms) one request may take. */
export type Network = { retries: number; timeout: number };

export type Answer = { status: number; headers: Headers; json: unknown };

/** Asks one forge. Paths begin behind the API's own address. */
export type ForgeApi = {
  account: ForgeAccount;
  /** GET with the token. Gives 2xx and 404; throws `auth`, `offline` or `forge` for all else. */
  get: (path: string, query?: Readonly<Record<string, string | number>>) => Promise<Answer>;
};

/** How a forge wants to be asked. */
export type Dialect = {
  /** The API's address for the forge at this URL. */
  apiUrl: (url: string) => string;
  headers: (token: string | null) => Record<string, string>;
};

/** A forge that asks for more patience than this is left for the next refresh. */
const longestWaitMs = 60_000;
const mostRedirects = 3;

/**
 * The API of an account. Each answer is JSON from the account's own host: a redirect is followed there and
 * nowhere else, so that no other host ever sees the token. Waits where the forge asks to (429, or 403 with its
 * limits used up), for a minute at most.
 */
export function openApi(account: ForgeAccount, dialect: Dialect, network: Network): ForgeApi {
  const base = dialect.apiUrl(account.url);
  const headers = { accept: "application/json", ...dialect.headers(account.token) };
  return {
    account,
    async get(path, query = {}) {
      const url = new URL(`${base}${path}`);
      for (const [name, value] of Object.entries(query)) url.searchParams.set(name, String(value));
      for (let retry = 0; ; retry += 1) {
        const tried = await ask(account, url, headers, network.timeout);
        if ("answer" in tried) return judge(account, url, tried.answer);
        if (retry >= network.retries || tried.waitMs > longestWaitMs) throw tried.error;
        await sleep(Math.max(tried.waitMs, backOffMs(retry, Math.random)));
      }
    },
  };
}

type Tried = { answer: Answer } | { error: SyncError; waitMs: number };

async function ask(
  account: ForgeAccount,
  first: URL,
  headers: Record<string, string>,
  timeoutMs: number,
): Promise<Tried> {
  const signal = AbortSignal.timeout(timeoutMs);
  let url = first;
  try {
    for (let redirects = 0; ; redirects += 1) {
      const response = await fetch(url, { headers, redirect: "manual", signal });
      const target = response.headers.get("location");
      if (response.status >= 300 && response.status < 400 && target !== null) {
        await response.body?.cancel();
        if (redirects === mostRedirects) throw tooManyRedirects(account, first);
        url = sameHost(account, url, target);
        continue;
      }
      const text = await readBody(response);
      const wait = limitWaitMs(response);
      if (wait !== null) return { error: limited(account, wait), waitMs: wait };
      if (response.status >= 500)
        return { error: away(account, `answered ${response.status}`), waitMs: 0 };
      return { answer: { status: response.status, headers: response.headers, json: parse(text) } };
    }
  } catch (thrown) {
    if (thrown instanceof SyncError) throw thrown;
    return { error: away(account, networkWords(thrown, timeoutMs), thrown), waitMs: 0 };
  }
}

/** Marks what was no JSON; an error page may be text whatever it was asked for. */
const notJson = Symbol("not JSON");

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return notJson;
  }
}

function judge(account: ForgeAccount, url: URL, answer: Answer): Answer {
  const { status, json } = answer;
  const where = `${account.name} (${account.url})`;
  if (status === 401 || status === 403)
    throw new SyncError("auth", `the forge ${where} refuses the token: ${words(account, answer)}`, {
      hint: "make a new token that may read repositories and organisations, and put it where the old one is",
    });
  if (status === 404) return answer;
  if (status < 200 || status > 299)
    throw new SyncError(
      "forge",
      `the forge ${where} answered ${status} to ${url.pathname}: ${words(account, answer)}`,
      {
        hint: "check its url and kind in config.yaml: sync-hooks config show",
      },
    );
  if (json === notJson)
    throw new SyncError("forge", `the forge ${where} answered ${url.pathname} with no JSON`, {
      hint: "check its url and kind in config.yaml: is there a login page or another program in front of it?",
    });
  return answer;
}

/** The server's own words, which stand in `message` on all three kinds; cut, since they may be anything. */
function words({ token }: ForgeAccount, { status, json }: Answer): string {
  const message = (json as { message?: unknown } | null)?.message;
  return typeof message === "string"
    ? without(token === null ? [] : [token], message).slice(0, 200)
    : `status ${status}`;
}

function sameHost(account: ForgeAccount, from: URL, target: string): URL {
  const to = new URL(target, from);
  if (to.origin === from.origin) return to;
  throw new SyncError(
    "forge",
    `the forge ${account.name} sends requests on to ${to.origin}, where the token does not belong`,
    { hint: `if the forge has moved, set its url in config.yaml to ${to.origin}` },
  );
}

const tooManyRedirects = (account: ForgeAccount, url: URL) =>
  new SyncError("forge", `the forge ${account.name} sends ${url.pathname} round in circles`, {
    hint: "check its url in config.yaml",
  });

/** How long (ms) the forge wants to be left alone; null where it does not say so. */
function limitWaitMs(response: Response): number | null {
  const { status, headers } = response;
  const isLimit = status === 429 || (status === 403 && isUsedUp(headers));
  if (!isLimit) return null;
  const after = Number(headers.get("retry-after"));
  if (headers.has("retry-after") && Number.isFinite(after)) return after * 1000;
  const reset = Number(headers.get("x-ratelimit-reset") ?? headers.get("ratelimit-reset"));
  const now = Date.parse(headers.get("date") ?? "");
  return reset > 0 && Number.isFinite(now) ? Math.max(0, reset * 1000 - now) : 0;
}

const isUsedUp = (headers: Headers) =>
  headers.has("retry-after") || headers.get("x-ratelimit-remaining") === "0";

const limited = (account: ForgeAccount, waitMs: number) =>
  new SyncError(
    "offline",
    `the forge ${account.name} takes no more requests for ${Math.ceil(waitMs / 1000)} s`,
    { hint: "try again then: sync-hooks inventory --refresh" },
  );

const away = (account: ForgeAccount, why: string, cause?: unknown) =>
  new SyncError("offline", `the forge ${account.name} (${account.url}) is away: ${why}`, {
    hint: "try again later: sync-hooks inventory --refresh",
    ...(cause !== undefined && { cause }),
  });

function networkWords(thrown: unknown, timeoutMs: number): string {
  const timedOut = thrown instanceof Error && thrown.name === "TimeoutError";
  return timedOut ? `no answer within ${timeoutMs / 1000} s` : fetchFailure(thrown);
}
