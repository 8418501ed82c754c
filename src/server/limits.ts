import type { ServerOptions } from "node:http";

/** What one client may cost. Times in milliseconds. */
export type Limits = {
  /** Until a request's head, and the whole of it, has come: a client that drips bytes is cut off. */
  headMs: number;
  requestMs: number;
  idleMs: number;
  connections: number;
  /** How long requests under way may go on after the server was asked to stop. */
  finishMs: number;
};

export const defaultLimits: Limits = {
  headMs: 10_000,
  requestMs: 20_000,
  idleMs: 5_000,
  connections: 512,
  finishMs: 5_000,
};

export function serverOptions(limits: Limits): ServerOptions {
  return {
    headersTimeout: limits.headMs,
    requestTimeout: limits.requestMs,
    keepAliveTimeout: limits.idleMs,
    connectionsCheckingInterval: Math.min(1000, limits.headMs),
    maxHeaderSize: 16_384,
    requireHostHeader: true,
  };
}
