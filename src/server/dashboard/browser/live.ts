import type { RepoHealth } from "../../../core/health/repo-health.ts";
import { byId, setText } from "./dom.ts";
import { notice } from "./notices.ts";

/** What the server tells as it happens. */
export type News = {
  /** Everything has to be read (again). */
  onStart: () => void;
  onRepo: (repo: RepoHealth) => void;
  onGone: (slug: string) => void;
};

const retryMs = 2000;

/** Follows the server's events for as long as the page stands, and says so while there is nobody to follow. */
export function follow(news: News): void {
  const source = new EventSource("/events");
  let begun = false;
  const on = <T>(name: string, handle: (data: T) => void) =>
    source.addEventListener(name, (event) => handle(JSON.parse(event.data as string) as T));

  on("ready", () => {
    showState("live");
    if (!begun) news.onStart();
    begun = true;
  });
  on("reset", () => {
    showState("live");
    begun = true;
    news.onStart();
  });
  on<RepoHealth>("repo", news.onRepo);
  on<{ slug: string }>("gone", ({ slug }) => news.onGone(slug));
  on<{ online: boolean; error: string | null }>("hub", ({ online, error }) => {
    notice("hub", online ? null : `The hub's database does not answer: ${error ?? "offline"}`);
    if (online) news.onStart();
  });
  source.addEventListener("error", () => {
    showState("away");
    // A refusal (too many readers) ends the stream for good: begin another one.
    if (source.readyState !== EventSource.CLOSED) return;
    setTimeout(() => follow(news), retryMs);
  });
}

const words = { live: "live", away: "reconnecting" } as const;

function showState(state: keyof typeof words): void {
  byId("live").dataset["state"] = state;
  setText(byId("live-words"), words[state]);
  notice(
    "server",
    state === "live"
      ? null
      : "The server does not answer. What you see is from before; trying again…",
  );
}
