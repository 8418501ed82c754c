import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { writeFile, type Home } from "./home.ts";

/**
 * Puts a git before the real one that notes each call; gives what was noted since the last time it was asked, in the order
 * in which the processes were started: of two at once, either may come to note itself first.
 */
export function countGit(home: Home): () => string[] {
  const real = execFileSync("sh", ["-c", "command -v git"], { encoding: "utf8" }).trim();
  const calls = join(home.path, "calls");
  writeFile(
    home.path,
    "bin/git",
    `#!/bin/sh\necho "$$ $*" >>'${calls}'\nexec '${real}' "$@"\n`,
    0o755,
  );
  home.env["PATH"] = `${join(home.path, "bin")}${delimiter}${home.env["PATH"] ?? ""}`;
  writeFileSync(calls, "");
  return () => {
    const noted = readFileSync(calls, "utf8")
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => ({ pid: Number(line.split(" ")[0]), call: line.replace(/^\d+ /, "") }));
    writeFileSync(calls, "");
    return noted.toSorted((a, b) => a.pid - b.pid).map(({ call }) => call);
  };
}
