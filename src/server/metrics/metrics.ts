import type { OpenAPIHono } from "@hono/zod-openapi";
import { countByFilter } from "../../core/health/health-filter.ts";
import type { RepoHealth } from "../../core/health/repo-health.ts";
import { statuses } from "../../core/tasks/task.ts";
import { version } from "../../core/version.ts";
import { toSyncError } from "../../core/errors.ts";
import type { Door } from "../door.ts";
import { exposition, type Metric, type Sample } from "./exposition.ts";

const contentType = "text/plain; version=0.0.4; charset=utf-8";

/** `GET /metrics`. While the hub does not answer, what is told of it is left out and `sync_hooks_up` is 0. */
export function metrics(app: OpenAPIHono, door: Door): void {
  app.openAPIRegistry.registerPath({
    method: "get",
    path: "/metrics",
    tags: ["state"],
    summary: "Prometheus metrics.",
    responses: { 200: { description: "the metrics", content: { "text/plain": {} } } },
  });
  app.get("/metrics", async (c) => {
    const repos = await readRepos(door);
    const all = [...ofServer(door, repos !== null), ...(repos === null ? [] : ofRepos(repos))];
    return c.body(exposition(all), 200, {
      "content-type": contentType,
      "cache-control": "no-store",
    });
  });
}

async function readRepos(door: Door): Promise<readonly RepoHealth[] | null> {
  try {
    return (await door.board.read()).repos;
  } catch (thrown) {
    if (toSyncError(thrown).code === "internal") throw thrown;
    return null;
  }
}

function ofServer({ startedAt, feed, tally }: Door, up: boolean): Metric[] {
  const gauge = (name: string, help: string, samples: readonly Sample[]) =>
    ({ name, help, type: "gauge", samples }) as const;
  return [
    gauge("sync_hooks_build_info", "The version of the server.", [
      { labels: { version }, value: 1 },
    ]),
    gauge("sync_hooks_up", "Whether the hub answers.", [{ value: up ? 1 : 0 }]),
    gauge("sync_hooks_event_readers", "Who follows the event stream.", [{ value: feed.readers() }]),
    gauge("process_start_time_seconds", "When the server started.", [
      { value: startedAt.getTime() / 1000 },
    ]),
    gauge("process_resident_memory_bytes", "The server's memory.", [
      { value: process.memoryUsage.rss() },
    ]),
    {
      name: "sync_hooks_http_requests_total",
      help: "Answered requests.",
      type: "counter",
      samples: tally
        .read()
        .map(({ method, status, count }) => ({ labels: { method, status }, value: count })),
    },
  ];
}

function ofRepos(repos: readonly RepoHealth[]): Metric[] {
  const gauge = (name: string, help: string, samples: readonly Sample[]) =>
    ({ name, help, type: "gauge", samples }) as const;
  const times = (column: "last_state_synced_at" | "last_pushed_at") =>
    repos.flatMap(({ slug, [column]: at }) =>
      at === null ? [] : [{ labels: { repo: slug }, value: Date.parse(at) / 1000 }],
    );
  const sumOf = (count: (repo: RepoHealth) => number) =>
    repos.reduce((sum, repo) => sum + count(repo), 0);
  const states = Object.entries(countByFilter(repos));
  return [
    gauge("sync_hooks_repos", "Repositories that the hub knows.", [{ value: repos.length }]),
    gauge(
      "sync_hooks_repos_in_state",
      "Repositories by state; one may be in several.",
      states.map(([state, value]) => ({ labels: { state }, value })),
    ),
    gauge(
      "sync_hooks_tasks",
      "Tasks by status.",
      statuses.map((status) => ({
        labels: { status },
        value: sumOf(({ tasks }) => tasks[status]),
      })),
    ),
    gauge("sync_hooks_open_conflicts", "Conflicts that nobody has settled.", [
      { value: sumOf((repo) => repo.open_conflicts) },
    ]),
    gauge(
      "sync_hooks_repo_healthy",
      "Whether nothing is wrong with the repository on any machine.",
      repos.map(({ slug, problem }) => ({
        labels: { repo: slug },
        value: problem?.severity === "bad" ? 0 : 1,
      })),
    ),
    gauge(
      "sync_hooks_repo_last_sync_timestamp_seconds",
      "When the repository's state was synced last.",
      times("last_state_synced_at"),
    ),
    gauge(
      "sync_hooks_repo_last_push_timestamp_seconds",
      "When the repository was pushed last.",
      times("last_pushed_at"),
    ),
  ];
}
