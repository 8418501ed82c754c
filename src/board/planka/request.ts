import * as z from "zod";
import { fetchFailure } from "../../core/fetch-failure.ts";
import { SyncError } from "../../core/errors.ts";
import { redact, without } from "../../core/redact.ts";

/** What a request is made with. */
export type Access = {
  /** The server's address, without a slash at its end. */
  server: string;
  /** Null before the login. */
  auth: { kind: "token" | "key"; secret: string } | null;
  /** What no message may show, though the server gives it back: all that it is sent as a secret. */
  secrets: readonly string[];
  timeoutMs: number;
};

type Method = "GET" | "POST" | "PATCH" | "DELETE";

/** What a refusal says: the step that the server asks for, and its words without secrets. */
type Refused = { status: number; step: string | undefined; words: string };

/** A refusal of the server's, by its status. */
export class PlankaRefusal extends SyncError {
  readonly refused: Refused;

  constructor(refused: Refused, message: string, hint: string) {
    super(refused.status === 401 ? "auth" : "board", message, { hint });
    this.refused = refused;
  }
}

const refusalSchema = z.object({
  code: z.string().optional(),
  message: z.string().optional(),
  problems: z.array(z.string()).optional(),
  step: z.string().optional(),
});

/**
 * One request to Planka's API, its answer checked. Throws `offline` where the server cannot be reached, does not
 * answer in time or answers with 5xx; `auth` for 401, `board` for every other refusal. A redirection is refused:
 * it would carry the credentials elsewhere.
 */
export async function plankaRequest<Schema extends z.ZodType>(
  access: Access,
  method: Method,
  path: string,
  schema: Schema,
  body?: Readonly<Record<string, unknown>>,
): Promise<z.output<Schema>> {
  const { status, text } = await send(access, method, path, body);
  const what = `${method} ${path}`;
  if (status >= 500)
    throw offline(access, `answered ${what} with ${status}: ${firstLine(access, text)}`, null);
  const data = parseJson(text);
  if (status >= 300) throw refusal(access, what, status, data);
  const checked = schema.safeParse(data);
  if (checked.success) return checked.data;
  const [issue] = checked.error.issues;
  throw new SyncError(
    "board",
    `${placeOf(access)} answered ${what} with something else than Planka 2 does: ${issue?.path.join(".")} ${issue?.message}`,
    { hint: "check that board.server is the address of a Planka 2 server" },
  );
}

async function send(
  access: Access,
  method: Method,
  path: string,
  body: Readonly<Record<string, unknown>> | undefined,
): Promise<{ status: number; text: string }> {
  const { server, auth, timeoutMs } = access;
  const headers = {
    accept: "application/json",
    ...(body === undefined ? {} : { "content-type": "application/json" }),
    ...(auth?.kind === "token" ? { authorization: `Bearer ${auth.secret}` } : {}),
    ...(auth?.kind === "key" ? { "x-api-key": auth.secret } : {}),
  };
  try {
    const response = await fetch(`${server}/api${path}`, {
      method,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      redirect: "manual",
      signal: AbortSignal.timeout(timeoutMs),
    });
    return { status: response.status, text: await response.text() };
  } catch (cause) {
    const timedOut = cause instanceof Error && cause.name === "TimeoutError";
    const why = timedOut
      ? `did not answer within ${timeoutMs / 1000} s`
      : `cannot be reached (${fetchFailure(cause)})`;
    throw offline(access, why, cause);
  }
}

const offline = (access: Access, says: string, cause: unknown) =>
  new SyncError("offline", `${placeOf(access)} ${says}`, {
    hint: "nothing is lost: the next board sync completes it",
    cause,
  });

function refusal(access: Access, what: string, status: number, data: unknown): PlankaRefusal {
  const body = refusalSchema.safeParse(data).data ?? {};
  const said = [body.message ?? body.code ?? "no reason given", ...(body.problems ?? [])].join(
    "; ",
  );
  const words = redact(without(access.secrets, said));
  const message = `${placeOf(access)} refused ${what} with ${status}: ${words}`;
  return new PlankaRefusal({ status, step: body.step, words }, message, mendOf(status));
}

function mendOf(status: number): string {
  if (status < 400) return "set board.server to the address that the server redirects to";
  switch (status) {
    case 401:
      return "renew PLANKA_API_KEY, or PLANKA_USER and PLANKA_PASSWORD";
    case 403:
    case 404:
      return "let the account be an editor of that board, and a manager of its project";
    default:
      return "the log of the board sync has the request; run it again with --dry-run to see the rest";
  }
}

const placeOf = ({ server }: Access) => `Planka at ${redact(server)}`;

const firstLine = ({ secrets }: Access, text: string) =>
  redact(without(secrets, text).trim().split("\n", 1)[0]?.slice(0, 200) ?? "");

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
