import * as fc from "fast-check";

/** Lines of every kind that a task file may hold, real tasks and traps alike; `N` becomes a number of its own. */
const pieces = [
  "# Epic",
  "## Feature N ##",
  "###",
  "####### no heading",
  "- [ ] **TN: bold title**",
  "- [x] **TN** title behind, `code` and 🎉",
  "* [/] TN: half done",
  "+ [-] TN: cancelled",
  "1. [X] TN: numbered",
  "  - [ ] TN.1: nested",
  "\t- [ ] TN.2: nested by a tab",
  "      - [ ] TN.3: deep or code",
  "- [ ] no id here",
  "- [ ] Note: without a digit",
  "- [ ] at the end ^sh-N",
  "- [~] TN: a box that nobody knows",
  "- [x]TN: no space",
  "- [ ](link) TN: a link",
  "> - [ ] TN: quoted",
  "<!-- - [ ] TN: commented -->",
  "<!--\n- [ ] TN: commented\n-->",
  "```\n- [ ] TN: in a fence\n```",
  "````md\n```\n- [ ] TN: in a longer fence\n```\n````",
  "~~~\n- [ ] TN: tilde\n~~~",
  "    - [ ] TN: indented code",
  "plain words ",
  "",
  "",
  "---",
  "```task\nid: WN\nstatus: todo\n```",
  "```task\nid: WN\nstatus:   in-progress   # keep this\npriority: high\n```",
  "```task\nid: 'WN'\nstatus: \"done\"\nneeds_human: yes\nextra: {a: [1, 2]}\n```",
  "```task\n# only a comment\nid: WN\nstatus:\npriority: ~\n```",
  "```task\n{id: WN, status: blocked, title: flow}\n```",
  "```task\ntitle: own title WN\nid: WN\nneeds_human: no\n```",
  "```task\nstatus: todo\n```",
  "~~~~ task\nid: WN\nstatus: weird\n~~~~",
  "- ```\n  - [ ] TN: in a fence behind a marker\n  ```",
  "- - [ ] TN: two markers",
  "-\t[ ] TN: a tab behind the marker",
  "- item\n\n  ```task\n  id: WN\n  status: todo\n  ```",
  "- item\nlazy\n    - [ ] TN: nested behind a lazy line",
  "<pre>\n- [ ] TN: in preformatted text\n</pre>",
  "<details>\n- [ ] TN: in details\n</details>",
  "``````````task\nid: WN\nstatus: done\n``````````",
  "```task\nid: WN # the id\n\n# a note\nstatus: &s todo # anchored\nnote: *s\n```",
  "```task\nbase: &b {x: 1}\nid: WN\n<<: *b\nstatus: !!str todo\n```",
  "```task\nid: WN\nnotes: |\n  status: not this\n  - [ ] TN: nor this\nstatus: blocked\n```",
  '```task\nid: WN\nfolded: >-\n  a\n\n  b\npriority: "a \\"b\\" 🎉"\n```',
  "```task\nid: WN\ntags:\n  - one\n  - two\nstatus: 'in progress'\n```",
  "```task\nid: WN\nstatus:\ttodo\t\n```",
  "```task\n? complex\n: value\nid: WN\n```",
  "```task\n\"id\": WN\n'status' : todo\n```",
  "- [ ] TN: emoji 👩‍👩‍👧‍👦 and \u0301accents\u200B",
] as const;

/** What makes the whole file unreadable, and therefore stands in few documents. */
const spoilers = [
  "```task\nid: WN\nid: XN\n```",
  "```task\nid: WN\nstatus: todo\nstatus: done\n```",
  "```task\nid: [\n```",
  "```task\n\tid: WN\n```",
  "<<<<<<< HEAD\n- [ ] TN: ours\n=======\n- [x] TN: theirs\n>>>>>>> other",
] as const;

const heads = [
  "",
  "",
  "---\nid: P1\ntitle: 'A plan' # why\nstatus: active\n---\n",
  "---\nid: P1\n---\n",
  "---\n# the plan\nid: &id P1\nalias: *id\n\nnotes: |\n  two\n  lines\nstatus: todo\n---\n",
];

/** Whole documents with LF or CRLF, with or without BOM and final newline. */
export const documents = fc
  .record({
    head: fc.constantFrom(...heads),
    lines: fc.array(
      fc.oneof(
        { weight: 150, arbitrary: fc.constantFrom(...pieces) },
        { weight: 1, arbitrary: fc.constantFrom(...spoilers) },
      ),
      { maxLength: 25 },
    ),
    crlf: fc.boolean(),
    bom: fc.boolean(),
    final: fc.boolean(),
    trailing: fc.boolean(),
  })
  .map(({ head, lines, crlf, bom, final, trailing }) => {
    const numbered = lines.map((line, index) => line.replaceAll("N", String(index)));
    let body = head + numbered.join(trailing ? "  \n" : "\n") + (final ? "\n" : "");
    if (crlf) body = body.replaceAll("\n", "\r\n");
    return (bom ? "\uFEFF" : "") + body;
  });
