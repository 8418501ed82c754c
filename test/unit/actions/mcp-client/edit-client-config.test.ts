import * as fc from "fast-check";
import { parse } from "jsonc-parser";
import { describe, expect, test } from "vitest";
import { editClientConfig } from "../../../../src/actions/mcp-client/edit-client-config.ts";

const entry = { command: "/usr/bin/node", args: ["/opt/sync-hooks.js", "mcp"], env: {} };
const edit = (text: string) => editClientConfig("/home/me/mcp.json", text, "mcpServers", entry);

describe("editClientConfig", () => {
  test.each([
    { name: "no file", text: "" },
    { name: "an empty object", text: "{}" },
    { name: "other keys", text: '{\n  "theme": "dark"\n}\n' },
    { name: "an older entry", text: '{"mcpServers":{"sync-hooks":{"command":"old"}}}' },
    { name: "a byte order mark", text: '\uFEFF{ "a": 1 }' },
  ])("puts the entry into $name, and a second time changes nothing", ({ text }) => {
    const once = edit(text);
    expect(parse(once.replace("\uFEFF", ""))).toMatchObject({
      mcpServers: { "sync-hooks": entry },
    });
    expect(edit(once)).toBe(once);
  });

  test("comments, other servers, indentation, line ends and trailing commas stay", () => {
    const text =
      '// mine\r\n{\r\n\t"mcpServers": {\r\n\t\t/* keep */ "other": { "command": "x" }, // why\r\n\t},\r\n\t"z": [1, 2,],\r\n}\r\n';
    const after = edit(text);
    for (const part of ["// mine", '/* keep */ "other": { "command": "x" }', "// why", "[1, 2,]"])
      expect(after).toContain(part);
    expect(after).not.toMatch(/[^\r]\n/);
    expect(after).toContain('\r\n\t\t"sync-hooks": {\r\n\t\t\t"command"');
    expect(edit(after)).toBe(after);
  });

  test.each([
    { name: "half a file", text: '{\n  "mcpServers": {', line: 2 },
    { name: "no object", text: "[]", line: 1 },
    { name: "servers that are a list", text: '{\n  "mcpServers": []\n}', line: 2 },
    { name: "servers twice", text: '{"mcpServers":{},\n"mcpServers":{}}', line: 1 },
    { name: "conflict markers", text: '{\n<<<<<<< mine\n"a": 1\n}', line: 2 },
  ])("refuses $name with file, line and mend", ({ text, line }) => {
    expect(() => edit(text)).toThrow(
      expect.objectContaining({
        code: "config",
        message: expect.stringContaining(`/home/me/mcp.json:${line}: `),
        hint: expect.stringContaining("sync-hooks mcp install"),
      }),
    );
  });

  test("whatever else an object holds is the same afterwards", () => {
    const spaces = fc.constantFrom(undefined, 2, 4, "\t");
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), spaces, (others, space) => {
        delete others["mcpServers"];
        delete others["__proto__"];
        const text = JSON.stringify(others, null, space);
        // The parser that this compares with drops such a key.
        fc.pre(!text.includes("__proto__"));
        const same = JSON.parse(text) as object;
        expect(parse(edit(text))).toEqual({ ...same, mcpServers: { "sync-hooks": entry } });
      }),
      { numRuns: 200 },
    );
  });
});
