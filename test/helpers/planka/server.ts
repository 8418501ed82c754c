import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { boardDocument, routes } from "./routes.ts";
import { makePlankaState, Refused, type PlankaState, type Row } from "./state.ts";

export type Call = { method: string; path: string; headers: IncomingMessage["headers"] };

/** How the server behaves from now on. */
export type Manner =
  | { kind: "well" }
  /** Answers so many writes more; then every connection breaks, the answer to the last one included or not. */
  | { kind: "dies"; afterWrites: number; lastAnswer: "sent" | "lost" }
  | { kind: "hangs" }
  /** Keeps the first request that matches waiting until it is released; answers all others. */
  | { kind: "holds"; to: RegExp; onHeld: () => void; release: Promise<void> }
  | {
      kind: "answers";
      to: RegExp;
      status: number;
      body: string;
      type: string;
      headers?: Record<string, string>;
    };

export type PlankaServer = {
  url: string;
  state: PlankaState;
  /** Every request so far. */
  calls: Call[];
  /** Requests that change a board; logging in and out is none. */
  writes: () => number;
  manner: Manner;
  /** Called as each request comes in; what it gives back is called once the answer is ready. */
  around: (call: Call) => Promise<() => void>;
  /** Version 1 of the server: no bootstrap. */
  version: 1 | 2;
  fields: "there" | "absent";
  terms: "accepted" | "waiting";
  key: string;
  close: () => void;
  /** The one board's document, as a client reads it. */
  board: () => ReturnType<typeof boardDocument>["included"] & { item: Row };
};

const password = "correct horse";

/** A Planka server on loopback that keeps state and enforces what the real one does. */
export async function listenPlanka(): Promise<PlankaServer> {
  const state = makePlankaState();
  const server = createServer((request, response) => void answer(planka, request, response));
  const planka: PlankaServer = {
    url: "",
    state,
    calls: [],
    writes: () =>
      planka.calls.filter(
        ({ method, path }) => method !== "GET" && !path.startsWith("/access-tokens"),
      ).length,
    manner: { kind: "well" },
    around: () => Promise.resolve(() => {}),
    version: 2,
    fields: "there",
    terms: "accepted",
    key: "key-of-ada",
    close() {
      server.closeAllConnections();
      server.close();
    },
    board() {
      const { item, included } = boardDocument(state, state.rows.boards[0]?.id ?? "");
      return { ...included, item };
    },
  };
  server.keepAliveTimeout = 1000;
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  planka.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return planka;
}

/** Has the server keep the next request that matches waiting: `held` comes once it is there. */
export function holdRequest(
  planka: PlankaServer,
  to: RegExp,
): { held: Promise<void>; release: () => void } {
  let [onHeld, release] = [() => {}, () => {}];
  const held = new Promise<void>((resolve) => (onHeld = resolve));
  const released = new Promise<void>((resolve) => (release = resolve));
  planka.manner = { kind: "holds", to, onHeld, release: released };
  return { held, release };
}

/** The variables by which a user logs in. */
export const plankaEnv = ({ url, key }: PlankaServer) => ({ PLANKA_URL: url, PLANKA_API_KEY: key });
export const plankaLogin = ({ url }: PlankaServer) => ({
  PLANKA_URL: url,
  PLANKA_USER: "ada",
  PLANKA_PASSWORD: password,
});

async function answer(planka: PlankaServer, request: IncomingMessage, response: ServerResponse) {
  const { method = "GET", headers } = request;
  const path = (request.url ?? "").replace(/^\/api/, "");
  const body = await bodyOf(request);
  const { manner } = planka;
  planka.calls.push({ method, path, headers });
  if (manner.kind === "hangs") return;
  if (manner.kind === "holds" && manner.to.test(`${method} ${path}`)) {
    planka.manner = { kind: "well" };
    manner.onHeld();
    await manner.release;
  }
  if (manner.kind === "dies" && manner.afterWrites <= 0) return void request.socket.destroy();
  if (manner.kind === "answers" && manner.to.test(`${method} ${path}`)) {
    response.writeHead(manner.status, { "content-type": manner.type, ...manner.headers });
    return void response.end(manner.body);
  }
  const end = await planka.around({ method, path, headers });
  try {
    const document = handle(planka, { method, path, headers }, body);
    if (manner.kind === "dies" && method !== "GET") {
      manner.afterWrites -= 1;
      if (manner.afterWrites === 0 && manner.lastAnswer === "lost")
        return void request.socket.destroy();
    }
    send(response, 200, document);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    send(response, error.status, error.body);
  } finally {
    end();
  }
}

function handle(
  planka: PlankaServer,
  { method, path, headers }: Call,
  body: Record<string, unknown>,
) {
  if (path === "/bootstrap" && planka.version === 2) return { item: { version: "2.1.0" } };
  if (path === "/access-tokens" && method === "POST") return { item: logIn(planka, body) };
  const isKnown =
    headers["x-api-key"] === planka.key || headers.authorization === `Bearer ${tokenOf(planka)}`;
  if (path === "/bootstrap") throw new Refused(404, "E_NOT_FOUND", "Not Found");
  if (!isKnown)
    throw new Refused(401, "E_UNAUTHORIZED", "Access token is missing, invalid or expired");
  if (path === "/access-tokens/me") return { item: tokenOf(planka) };
  for (const [verb, pattern, handler] of routes) {
    const match = verb === method ? pattern.exec(path) : null;
    if (match) return withoutFields(planka, path, handler(planka.state, match.slice(1), body));
  }
  throw new Refused(404, "E_NOT_FOUND", `Not Found: ${method} ${path}`);
}

function logIn(planka: PlankaServer, body: Record<string, unknown>): string {
  if (body["emailOrUsername"] !== "ada" || body["password"] !== password)
    throw new Refused(401, "E_UNAUTHORIZED", "Invalid credentials");
  if (planka.terms === "waiting") {
    const refused = new Refused(403, "E_FORBIDDEN", "Terms acceptance required");
    Object.assign(refused.body, { pendingToken: "pending", step: "accept-terms" });
    throw refused;
  }
  return tokenOf(planka);
}

const tokenOf = ({ key }: PlankaServer) => `token-${key}`;

function withoutFields({ fields }: PlankaServer, path: string, document: unknown): unknown {
  if (fields === "there" || !/^\/boards\/\d+$/.test(path)) return document;
  const { item, included } = document as { item: Row; included: Record<string, unknown> };
  const kept = Object.entries(included).filter(([name]) => !name.startsWith("customField"));
  return { item, included: Object.fromEntries(kept) };
}

async function bodyOf(request: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString("utf8");
  return text === "" ? {} : (JSON.parse(text) as Record<string, unknown>);
}

function send(response: ServerResponse, status: number, document: unknown): void {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify(document));
}
