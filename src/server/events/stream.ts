import type { OpenAPIHono } from "@hono/zod-openapi";
import type { Door } from "../door.ts";
import { HttpProblem } from "../problem.ts";
import type { HubEvent } from "./event-log.ts";

const beatMs = 15_000;
const mostReaders = 100;
/** A reader that does not keep up is let go; it comes back and gets what it missed. */
const mostWaitingBytes = 4 * 1024 * 1024;

/** `GET /events`: server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html). */
export function events(app: OpenAPIHono, door: Door): void {
  app.openAPIRegistry.registerPath({
    method: "get",
    path: "/events",
    tags: ["state"],
    summary: "Changes as they happen, as server-sent events; resumes at Last-Event-ID.",
    responses: {
      200: {
        description: "ready, repo, gone, hub and reset",
        content: { "text/event-stream": {} },
      },
    },
  });
  app.get("/events", (c) => {
    if (door.feed.readers() >= mostReaders)
      throw new HttpProblem(503, "busy", `${mostReaders} readers follow the events already`);
    const lastId = c.req.header("last-event-id") ?? null;
    return c.body(stream(door, lastId), 200, {
      "content-type": "text/event-stream",
      "cache-control": "no-store",
      "x-accel-buffering": "no",
    });
  });
}

function stream(door: Door, lastId: string | null): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  const ended = new AbortController();
  return new ReadableStream<Uint8Array>(
    {
      async start(controller) {
        const close = () => {
          if (ended.signal.aborted) return;
          ended.abort();
          controller.close();
        };
        const send = (text: string) => {
          if (ended.signal.aborted) return;
          if ((controller.desiredSize ?? 0) < -mostWaitingBytes) close();
          else controller.enqueue(encoder.encode(text));
        };
        const beat = setInterval(() => send(": still here\n\n"), beatMs).unref();
        door.stopped.addEventListener("abort", close, { signal: ended.signal });
        send("retry: 1000\n\n");
        const leave = await door.feed.join((event) => send(textOf(event)), lastId);
        const end = () => {
          clearInterval(beat);
          leave();
        };
        if (ended.signal.aborted) end();
        else ended.signal.addEventListener("abort", end, { once: true });
        if (door.stopped.aborted) close();
      },
      cancel: () => ended.abort(),
    },
    new ByteLengthQueuingStrategy({ highWaterMark: 64 * 1024 }),
  );
}

const textOf = ({ id, name, data }: HubEvent) => `id: ${id}\nevent: ${name}\ndata: ${data}\n\n`;
