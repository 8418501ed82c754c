import { request, type IncomingHttpHeaders } from "node:http";
import { connect, type Socket } from "node:net";

export type RawAnswer = { status: number; headers: IncomingHttpHeaders; body: string };

type Target = { port: number };

/** A request with exactly these headers, which fetch would not send; an event stream is read to its first bytes. */
export function rawRequest(
  { port }: Target,
  asked: { method?: string; path: string; headers?: Record<string, string>; body?: string },
): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const { method = "GET", path, body } = asked;
    const headers = { host: `127.0.0.1:${port}`, ...asked.headers };
    const sent = request({ port, host: "127.0.0.1", method, path, headers, agent: false });
    sent.on("error", reject);
    sent.on("response", (response) => {
      const done = (text: string) =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text });
      let text = "";
      response.on("data", (chunk: Buffer) => {
        text += chunk.toString("utf8");
        if (response.headers["content-type"] !== "text/event-stream") return;
        done(text);
        sent.destroy();
      });
      response.on("end", () => done(text));
      response.on("error", () => done(text));
    });
    sent.end(body);
  });
}

/** Sends the text, then nothing more; gives what came until the server hung up. */
export function rawTalk({ port }: Target, text: string): Promise<string> {
  return new Promise((resolve) => {
    let answer = "";
    const socket = connect(port, "127.0.0.1", () => socket.write(text));
    socket.on("data", (chunk: Buffer) => (answer += chunk.toString("utf8")));
    socket.on("error", () => resolve(answer));
    socket.on("close", () => resolve(answer));
  });
}

/** A connection that says nothing; it is destroyed where the server hangs up at once. */
export function heldConnection(port: number): Promise<Socket> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.on("error", () => {});
    socket.on("close", () => resolve(socket));
    socket.on("connect", () => setTimeout(() => resolve(socket), 200));
  });
}

/** Follows a launch link as a browser does, and gives the Cookie header of the session that it began. */
export async function followLaunch(url: string): Promise<string> {
  const response = await fetch(url);
  const cookie = response.headers.get("set-cookie");
  if (response.status !== 200 || cookie === null) throw new Error(`${url}: ${response.status}`);
  return cookie.split(";")[0] ?? "";
}
