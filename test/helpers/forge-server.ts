import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";
import { answerGitea } from "./forge/gitea.ts";
import { answerGithub } from "./forge/github.ts";
import { answerGitlab } from "./forge/gitlab.ts";
import type { Answer, ServedForge, ServedRepo } from "./forge/served.ts";

export { send, text, type ServedForge, type ServedRepo } from "./forge/served.ts";

const answers = {
  gitea: answerGitea,
  github: answerGithub,
  gitlab: answerGitlab,
} as const satisfies Record<string, Answer>;

/**
 * A forge on loopback that behaves as the real ones were seen to: Gitea caps a page at 50 whatever was asked,
 * counts in X-Total-Count, gives Link with its ROOT_URL, answers a bad token with what is public, but for `/user`,
 * and text for unknown paths; GitHub and GitLab refuse a bad token and end with an empty page.
 */
export async function startForge(
  kind: "gitea" | "github" | "gitlab",
  repos: readonly ServedRepo[] = [],
): Promise<ServedForge> {
  const forge: ServedForge = {
    url: "",
    repos: [...repos],
    token: "t0ken-of-ann",
    user: "ann",
    cap: 50,
    memberOf: null,
    offsetLimit: 50_000,
    requests: [],
    onRequest: () => false,
  };
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", forge.url);
    forge.requests.push(`${url.pathname}${url.search}`);
    if (forge.onRequest(request, response, url)) return;
    answers[kind](forge, request, response, url);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  forge.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return forge;
}
