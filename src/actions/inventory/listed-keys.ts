import type { ForgeRepo } from "../../forge/forge.ts";
import { remoteKey } from "../../git/remote-url.ts";

/**
 * The keys by which a listed repository can be reached: those of its URLs, and that of the address at which the
 * forge was asked, since a server may give its URLs under another name (Gitea's ROOT_URL).
 */
export function listedKeys(
  forgeUrl: string,
  repo: Pick<ForgeRepo, "fullName" | "cloneUrl" | "sshUrl" | "webUrl">,
  aliases: Record<string, string>,
): string[] {
  const urls = [repo.cloneUrl, repo.sshUrl, repo.webUrl, `${forgeUrl}/${repo.fullName}`];
  const keys = urls.flatMap((url) => (url === null ? [] : (remoteKey(url, aliases)?.key ?? [])));
  return [...new Set(keys)];
}
