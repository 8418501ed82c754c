import { SyncError } from "../../core/errors.ts";
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
  const anonymous: Access = { server, auth: null, secrets: [], timeoutMs };
  await requirePlanka2(anonymous);
  if (credentials.kind === "key") {
    return { access: withSecret(anonymous, "key", credentials.key), close: async () => {} };
  }
  const access = await logIn(anonymous, credentials);
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
      if (error instanceof PlankaRefusal && error.refused.status === 404) return "1";
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

const withSecret = (access: Access, kind: "token" | "key", secret: string): Access => ({
  ...access,
  auth: { kind, secret },
  secrets: [...access.secrets, secret],
});

async function logIn(
  anonymous: Access,
  { user, password }: Extract<Credentials, { kind: "password" }>,
): Promise<Access> {
  const access = { ...anonymous, secrets: [password] };
  const body = { emailOrUsername: user, password };
  try {
    const { item } = await plankaRequest(access, "POST", "/access-tokens", login, body);
    return withSecret(access, "token", item);
  } catch (error) {
    if (error instanceof PlankaRefusal) throw loginRefused(access, user, error);
    throw error;
  }
}

function loginRefused({ server }: Access, user: string, error: PlankaRefusal): SyncError {
  const { status, step, words } = error.refused;
  if (status === 403 && step === "accept-terms")
    return new SyncError("auth", `${user} has not accepted the terms of ${server} yet`, {
      hint: `log in there once with a browser and accept them: ${server}`,
      cause: error,
    });
  if (status !== 400 && status !== 401 && status !== 403) return error;
  return new SyncError("auth", `${server} refused the login of ${user}: ${words}`, {
    hint: "check PLANKA_USER and PLANKA_PASSWORD, or use PLANKA_API_KEY",
    cause: error,
  });
}
