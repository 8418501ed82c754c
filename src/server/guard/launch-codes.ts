import { createHash, randomBytes } from "node:crypto";

const lifeMs = 60_000;
const mostOpen = 100;

/** Codes for launch links: each opens one session, once, within a minute. */
export type LaunchCodes = {
  make: () => { code: string; expiresAt: Date };
  /** True the first time. */
  use: (code: string) => boolean;
};

/** Codes live in memory alone, as digests: looking one up tells nothing about how much of it was right. */
export function makeLaunchCodes(now: () => Date): LaunchCodes {
  const open = new Map<string, number>();
  const digest = (code: string) => createHash("sha256").update(code).digest("hex");
  const drop = () => {
    for (const [key, expires] of open) if (expires <= now().getTime()) open.delete(key);
    for (const key of [...open.keys()].slice(0, Math.max(0, open.size - mostOpen)))
      open.delete(key);
  };
  return {
    make() {
      const code = randomBytes(24).toString("base64url");
      const expiresAt = new Date(now().getTime() + lifeMs);
      open.set(digest(code), expiresAt.getTime());
      drop();
      return { code, expiresAt };
    },
    use(code) {
      drop();
      return open.delete(digest(code));
    },
  };
}
