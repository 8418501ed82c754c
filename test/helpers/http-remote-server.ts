import { execFileSync, spawn } from "node:child_process";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";

/**
 * The program behind `startHttpRemote`: git's http-backend as a CGI program (git-http-backend(1)) behind basic
 * authentication. Tells its port to the parent; each message from the parent is the credentials that count from then on.
 */
const [root = ""] = process.argv.slice(2);
const execPath = execFileSync("git", ["--exec-path"], { encoding: "utf8" }).trim();
let accepted = "";
process.on("message", (credentials: string) => {
  accepted = credentials;
});
process.on("disconnect", () => process.exit());

const server = createServer((request, response) => {
  if (credentialsOf(request) === accepted) return serve(request, response);
  response.writeHead(401, { "WWW-Authenticate": 'Basic realm="git"' }).end();
});
server.listen(0, "127.0.0.1", () => process.send?.((server.address() as AddressInfo).port));

function credentialsOf(request: IncomingMessage): string {
  const encoded = /^Basic (.+)$/.exec(request.headers.authorization ?? "")?.[1] ?? "";
  return Buffer.from(encoded, "base64").toString("utf8");
}

function serve(request: IncomingMessage, response: ServerResponse): void {
  const url = new URL(request.url ?? "/", "http://localhost");
  const backend = spawn(join(execPath, "git-http-backend"), {
    env: {
      ...process.env,
      GIT_PROJECT_ROOT: root,
      GIT_HTTP_EXPORT_ALL: "1",
      GIT_PROTOCOL: String(request.headers["git-protocol"] ?? ""),
      REMOTE_USER: "ann",
      REMOTE_ADDR: "127.0.0.1",
      PATH_INFO: decodeURIComponent(url.pathname),
      QUERY_STRING: url.search.slice(1),
      REQUEST_METHOD: request.method ?? "GET",
      CONTENT_TYPE: request.headers["content-type"] ?? "",
      HTTP_CONTENT_ENCODING: request.headers["content-encoding"] ?? "",
      ...(request.headers["content-length"] && {
        CONTENT_LENGTH: request.headers["content-length"],
      }),
    },
    stdio: ["pipe", "pipe", "ignore"],
  });
  request.pipe(backend.stdin);
  backend.stdin.on("error", () => {});
  relay(backend.stdout, response);
}

/** Turns the CGI program's header lines into the response's own, and passes the body on. */
function relay(output: NodeJS.ReadableStream, response: ServerResponse): void {
  let head = Buffer.alloc(0);
  const onData = (chunk: Buffer) => {
    head = Buffer.concat([head, chunk]);
    const end = head.indexOf("\r\n\r\n");
    if (end === -1) return;
    output.removeListener("data", onData);
    const lines = head.subarray(0, end).toString("latin1").split("\r\n");
    const headers = lines.map((line) => line.split(/:\s*/, 2) as [string, string]);
    const status = headers.find(([name]) => name.toLowerCase() === "status")?.[1];
    const others = headers.filter(([name]) => name.toLowerCase() !== "status");
    response.writeHead(Number.parseInt(status ?? "200", 10), Object.fromEntries(others));
    response.write(head.subarray(end + 4));
    output.pipe(response);
  };
  output.on("data", onData);
  output.on("end", () => response.end());
}
