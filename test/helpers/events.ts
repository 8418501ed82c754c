import { onTestFinished } from "vitest";

export type ReadEvent = { id: string; name: string; data: Record<string, unknown> };

/** Reads a server's event stream as a browser does. */
export async function openEvents(
  { url }: { url: string },
  lastId: string | null = null,
): Promise<{ next: () => Promise<ReadEvent>; close: () => void }> {
  const stop = new AbortController();
  onTestFinished(() => stop.abort());
  const response = await fetch(`${url}events`, {
    signal: stop.signal,
    headers: lastId === null ? {} : { "last-event-id": lastId },
  });
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  return {
    close: () => stop.abort(),
    async next() {
      for (;;) {
        const [block, ...rest] = text.split("\n\n");
        if (block !== undefined && rest.length > 0) {
          text = rest.join("\n\n");
          const event = parse(block);
          if (event) return event;
          continue;
        }
        const { done, value } = (await reader?.read()) ?? { done: true, value: undefined };
        if (done) throw new Error("the stream has ended");
        text += value ?? "";
      }
    },
  };
}

/** Null for a comment or the retry time. */
function parse(block: string): ReadEvent | null {
  const fields = new Map(block.split("\n").map((line) => splitAt(line, line.indexOf(": "))));
  const name = fields.get("event");
  if (name === undefined) return null;
  return {
    id: fields.get("id") ?? "",
    name,
    data: JSON.parse(fields.get("data") ?? "{}") as Record<string, unknown>,
  };
}

const splitAt = (line: string, at: number) => [line.slice(0, at), line.slice(at + 2)] as const;
