import { SyncError } from "../../core/errors.ts";
import { without } from "../../core/redact.ts";
import { PlankaRefusal, plankaRequest, type Access } from "./request.ts";
import { anything, bootstrap, login } from "./schemas.ts";

/** How to log in. An API key needs no login. */
export type Credentials =
  | { kind: "key"; key: string }
  | { kind: "password"; user: string; password: string };

/** An open session; `close` ends the login, so that no session is left behind on the server. */
export type PlankaSession = { access: Access; close: () => Promise<void> };

/** Makes sure that this is Planka 2, and logs in. Throws `board` for Planka 1, `auth`, `offline`. */
export async function connectPlanka(
  server: string,
  credentials: Credentials,
  timeoutMs: number,
): Promise<PlankaSession> {
  const anonymous: Access = { server, auth: null, timeoutMs };
  await requirePlanka2(anonymous);
  if (credentials.kind === "key") {
    const access: Access = { ...anonymous, auth: { kind: "key", secret: credentials.key } };
    return { access, close: async () => {} };
  }
  const access: Access = { ...anonymous, auth: await logIn(anonymous, credentials) };
  return {
    access,
    async close() {
      // The work is done; a session that stays behind ends by itself.
      await plankaRequest(access, "DELETE", "/access-tokens/me", anything).catch(() => {});
    },
  };
}

/** Version 1 knows no `bootstrap` and has neither task lists nor card types. */
async function requirePlanka2(access: Access): Promise<void> {
  const version = await plankaRequest(access, "GET", "/bootstrap", bootstrap).then(
    ({ item }) => item.version ?? "2",
    (error: unknown) => {
      if (error instanceof PlankaRefusal && error.status === 404) return "1";
      throw error;
    },
  );
  if (Number.parseInt(version, 10) >= 2) return;
  throw new SyncError(
    "board",
    `${access.server} is a Planka ${version}; sync-hooks needs Planka 2`,
    {
      hint: "update the server: version 1 has no task lists on cards",
    },
  );
}

async function logIn(
  access: Access,
  { user, password }: Extract<Credentials, { kind: "password" }>,
): Promise<NonNullable<Access["auth"]>> {
  const body = { emailOrUsername: user, password };
  try {
    const { item } = await plankaRequest(access, "POST", "/access-tokens", login, body);
    return { kind: "token", secret: item };
  } catch (error) {
    if (error instanceof PlankaRefusal) throw loginRefused(access, { user, password }, error);
    throw error;
  }
}

function loginRefused(
  { server }: Access,
  { user, password }: { user: string; password: string },
  refused: PlankaRefusal,
): SyncError {
  const { status, body, message } = refused;
  if (status === 403 && body.step === "accept-terms")
    return new SyncError("auth", `${user} has not accepted the terms of ${server} yet`, {
      hint: `log in there once with a browser and accept them: ${server}`,
      cause: refused,
    });
  if (status !== 400 && status !== 401 && status !== 403) return refused;
  return new SyncError(
    "auth",
    `${server} refused the login of ${user}: ${without(password, body.message ?? message)}`,
    {
      hint: "check PLANKA_USER and PLANKA_PASSWORD, or use PLANKA_API_KEY",
      cause: refused,
    },
  );
}
