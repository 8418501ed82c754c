import { run } from "./run.ts";
import { plainEnvironment } from "./plain-environment.ts";
import { changedEnvironment, type StarterReply, type StarterRequest } from "./starter-protocol.ts";

// The small process behind openStarter. When its parent goes, it lets what runs come to its end, as a parent
// without it would, and ends.
const base = plainEnvironment();
process.on("message", (request: StarterRequest) => void serve(request));

async function serve(request: StarterRequest): Promise<void> {
  const { id, command, args, cwd, encoding } = request;
  const env = changedEnvironment(base, request.env);
  const timeoutMs = request.timeoutMs ?? Infinity;
  try {
    answer({ id, result: await run(command, args, { cwd, env, timeoutMs, encoding }) });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    answer({ id, code: code ?? null, message });
  }
}

function answer(reply: StarterReply): void {
  if (process.connected) process.send?.(reply, () => {});
}
