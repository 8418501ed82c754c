import { syncHooks } from "./cli.ts";
import { startForge, type ServedForge } from "./forge-server.ts";
import { makeHome, type Home } from "./home.ts";
import { git, makeRepository } from "./repository.ts";

/** What `inventory --json` says, with its exit status. */
export const inventoryDocument = async (home: Home, ...args: string[]) => {
  const { stdout, status, stderr } = await syncHooks(home, ["inventory", ...args, "--json"]);
  const shown: Record<string, unknown> = JSON.parse(stdout);
  return { status, stderr, ...shown } as Record<string, unknown>;
};

/** A home whose environment names a Gitea, and nothing else does. */
export async function homeWithGitea(): Promise<{ home: Home; forge: ServedForge }> {
  const forge = await startForge("gitea");
  const plain = makeHome();
  const env = { ...plain.env, GITEA_URL: forge.url, GITEA_TOKEN: forge.token };
  return { home: { ...plain, env }, forge };
}

/** A registered checkout whose remote is the forge's repository. */
export async function register(home: Home, forge: ServedForge, fullName: string): Promise<string> {
  const path = makeRepository(home, fullName);
  git(home, path, "remote", "add", "origin", `${forge.url}/${fullName}.git`);
  await syncHooks(home, ["add", path]);
  return path;
}
