import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  syncHooksMarkers as markers,
  type BlockEdit,
} from "../../../../src/core/hooks/guarded-block.ts";
import {
  holdsBlock,
  installBlock,
  takesShellBlock,
  uninstallBlock,
} from "../../../../src/core/hooks/hook-file.ts";

const block = `${markers.begin}\nnew lines\n${markers.end}`;
const older = `${markers.begin}\nolder lines\nof two\n${markers.end}`;

const edge = fc.constantFrom("", "\n", "\r\n", "\n\n");
const shebang = fc.constantFrom(
  "#!/bin/sh",
  "#! /bin/sh -eu",
  "#!/usr/bin/env bash",
  "#!/usr/bin/env -S node --no-warnings",
  "#!/usr/bin/python3",
  "\u00ef\u00bb\u00bf#!/bin/sh",
);
const fragment = fc.oneof(
  fc.constantFrom("# a comment", "  # indented", "exit 0", 'exec other "$@"', "\r", "\0", "#"),
  fc.constantFrom("# >>> other >>>", "# <<< other <<<", "# sync-hooks", `echo '${markers.begin}'`),
  fc.string({ unit: fc.integer({ min: 0, max: 255 }).map((byte) => String.fromCharCode(byte)) }),
);
const lines = (parts: fc.Arbitrary<string>) =>
  fc.array(fc.tuple(parts, edge), { maxLength: 12 }).map((list) => list.flat().join(""));
/** Any bytes at all, many of them with the shape of a hook. */
const userText = fc
  .tuple(fc.oneof(fc.constant(""), shebang), edge, lines(fragment))
  .map((parts) => parts.join(""));
/** The same, with whole, older, damaged and doubled blocks in it. */
const anyText = fc.oneof(
  userText,
  lines(fc.oneof(fragment, fc.constantFrom(older, markers.begin, markers.end, `${markers.end}\r`))),
);

const edited = (edit: BlockEdit) => {
  fc.pre(edit.kind === "edited");
  return (edit as { text: string }).text;
};
const install = (text: string) => edited(installBlock(text, block));
const uninstall = (text: string) => edited(uninstallBlock(text));
const holds = (law: fc.IProperty<[string]>) => fc.assert(law, { numRuns: 3000 });

describe("the laws of the hook file's edit", () => {
  test("install twice is install once", () => {
    holds(fc.property(anyText, (text) => install(install(text)) === install(text)));
  });

  test("uninstall after install is uninstall", () => {
    holds(fc.property(anyText, (text) => uninstall(install(text)) === uninstall(text)));
  });

  test("a text that held no block comes back byte for byte", () => {
    holds(
      fc.property(anyText, (text) => {
        fc.pre(!text.includes(markers.begin) && !text.includes(markers.end));
        expect(uninstall(install(text))).toBe(text);
      }),
    );
  });

  test("install only ever adds the block and at most one line feed before it", () => {
    holds(
      fc.property(userText, (text) => {
        const after = install(text);
        const at = after.indexOf(`${block}`);
        const [before, behind] = [after.slice(0, at), after.slice(at + block.length)];
        expect([before + behind.replace(/^\n/, ""), before.slice(0, -1) + behind]).toContain(text);
      }),
    );
  });

  test("an older block is replaced, wherever it stood", () => {
    holds(
      fc.property(userText, (text) => {
        fc.pre(uninstallBlock(text).kind === "edited" && !holdsBlock(text));
        const seam = text === "" || text.endsWith("\n") ? "" : "\n";
        expect(install(`${text}${seam}${older}\n`)).not.toContain("older lines");
      }),
    );
  });

  test("damage is refused by install and uninstall alike", () => {
    holds(
      fc.property(anyText, (text) => {
        expect(installBlock(text, block).kind).toBe(uninstallBlock(text).kind);
      }),
    );
  });
});

describe("where the block stands", () => {
  test.each([
    ["behind the shebang", "#!/bin/sh\n", "exit 0\n"],
    ["behind the leading comments", "#!/bin/bash\n# what it does\n  # more\n", "\n# x\ncode\n"],
    ["at the top without a shebang", "", "echo hi\n"],
    ["before a byte order mark's broken shebang", "", "\u00ef\u00bb\u00bf#!/bin/sh\nexit\n"],
    ["behind comments that end in CRLF", "#!/bin/sh\n# a\r\n", "exit 0\r\n"],
  ])("%s", (_name, before, behind) => {
    expect(install(before + behind)).toBe(`${before}${block}\n${behind}`);
  });

  test("at the end of a file that ends without a line feed", () => {
    expect(install("#!/bin/sh")).toBe(`#!/bin/sh\n${block}`);
  });
});

describe("takesShellBlock", () => {
  test.each([
    "",
    "echo no shebang\n",
    "#!/bin/sh\n",
    "#!/bin/sh -eu\n",
    "#! /usr/bin/dash\n",
    "#!/usr/bin/env sh\n",
    "#!/usr/bin/env -S bash -e\n",
    "#!/usr/bin/env -i LC_ALL=C zsh\n",
    "#!/bin/busybox sh\n",
    "#!C:/Program\\ Files/Git/usr/bin/sh.exe\n".replace("\\ Files", "Files"),
    "#!/bin/bash",
  ])("yes: %j", (text) => expect(takesShellBlock(text)).toBe(true));

  test.each([
    "#!/usr/bin/env python3\n",
    "#!/usr/bin/env -S node --no-warnings\n",
    "#!/usr/bin/fish\n",
    "#!/bin/tcsh\n",
    "#!/bin/rbash\n",
    "#!/bin/sh\r\n",
    "#!/usr/bin/env\n",
    "#!/bin/busybox\n",
    "\u007fELF\u0002\u0001\u0001\0",
    "#!",
  ])("no: %j", (text) => expect(takesShellBlock(text)).toBe(false));
});
