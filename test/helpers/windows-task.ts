import { execFileSync } from "node:child_process";
import { utf16 } from "../../src/schedule/windows-task.ts";
import { writeFile, type Home } from "./home.ts";

/** The text of each named element of a task's XML, as a real parser reads it. */
export function readTask(home: Home, xml: string, names: readonly string[]): object {
  const path = writeFile(home.path, "task.xml", utf16(xml));
  const read = (name: string) =>
    execFileSync("xmllint", ["--xpath", `string(//*[local-name()='${name}'])`, path], {
      encoding: "utf8",
    }).trimEnd();
  return Object.fromEntries(names.map((name) => [name, read(name)]));
}
