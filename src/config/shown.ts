import { formatDuration } from "../core/duration.ts";
import { redact } from "../core/redact.ts";
import type { Config, StepConfig } from "./schema.ts";

/** The config as it may be shown and written back: durations as text, no secret in a database's URL. */
export function shownConfig(config: Config) {
  const { hub, push, network, watch, board, steps, tasks, ...rest } = config;
  const { table } = tasks;
  return {
    ...(hub !== undefined && { hub: redact(hub) }),
    ...rest,
    tasks: { ...tasks, ...(table && { table: { ...table, url: redact(table.url) } }) },
    board: {
      ...board,
      ...(board.server !== undefined && { server: redact(board.server) }),
      timeout: formatDuration(board.timeout),
    },
    push: { ...push, delay: formatDuration(push.delay) },
    watch: {
      interval: formatDuration(watch.interval),
      debounce: formatDuration(watch.debounce),
    },
    network: { ...network, timeout: formatDuration(network.timeout) },
    steps: steps.map(shownStep),
  };
}

export function shownStep(step: StepConfig) {
  return { ...step, timeout: formatDuration(step.timeout) };
}
