import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { writeFile, type Home } from "./home.ts";

/** The property list as two real parsers read it: libplist into its binary form, and Python that into JSON. */
export function parsePlist(home: Home, text: string): unknown {
  const path = writeFile(home.path, "job.plist", text);
  const binary = join(home.path, "job.bin");
  execFileSync("plistutil", ["-i", path, "-f", "bin", "-o", binary]);
  const program =
    "import json, plistlib, sys; print(json.dumps(plistlib.load(open(sys.argv[1], 'rb'))))";
  return JSON.parse(execFileSync("python3", ["-c", program, binary], { encoding: "utf8" }));
}
