import type { InitResult } from "../../actions/init.ts";
import { tildePath, tildeWords } from "./path.ts";
import { table, type Canvas, type Cell, type Column, type Row } from "./table.ts";

type Home = string | undefined;

const columns: readonly Column[] = [
  { header: "", align: "left", rank: 1, least: 16, cut: "end" },
  { header: "", align: "left", rank: 2, least: 16, cut: "middle" },
];

/** What the set-up has done, what it could not do and why, and what to do next. */
export function initReport(result: InitResult, home: Home, canvas: Canvas): string {
  const rows = [
    configRow(result, home),
    ...result.checkouts.map((one) => checkoutRow(one, home)),
    ...timerRow(result, home),
  ];
  return `${table(columns, rows, canvas)}\n${nextSteps(result, canvas)}`;
}

function configRow({ config, configFile }: InitResult, home: Home): Row {
  const word = config === "written" ? "config written" : "config kept";
  return done(word, tildePath(configFile, home));
}

function checkoutRow(one: InitResult["checkouts"][number], home: Home): Row {
  const path = tildePath(one.path, home);
  if (one.state === "failed") return failed("not installed", path, one.error, home);
  const { changes, checkout } = one.report;
  const isNew = changes.some(({ action }) => action !== "unchanged");
  return done(`${checkout.slug} ${isNew ? "installed" : "already installed"}`, path);
}

function timerRow({ timer }: InitResult, home: Home): Row[] {
  switch (timer.state) {
    case "left":
      return [];
    case "failed":
      return [failed("no timer", "", timer.error, home)];
    case "installed": {
      const { via, everyMinutes, edits } = timer.change;
      const word = edits.length === 0 ? "timer stands" : "timer installed";
      return [done(word, `${via ?? ""}, every ${everyMinutes ?? "?"} min`)];
    }
  }
}

function nextSteps({ checkouts }: InitResult, { width, paint }: Canvas): string {
  const isReady = checkouts.some(({ state }) => state === "done");
  const steps: [command: string, what: string][] = isReady
    ? [
        ["git commit …", "in one of them: it is pushed and synced by itself"],
        ["sync-hooks status", "shows every checkout, worst first"],
        ["sync-hooks log -f", "shows what happens, as it happens"],
        ["sync-hooks doctor", "proves that the hooks fire"],
      ]
    : [["sync-hooks install --scan DIR", "registers every checkout below a folder"]];
  const heading = isReady ? "What next:" : "No checkout is set up yet:";
  const rows = steps.map(([command, what]): Row => {
    const cells: Cell[] = [
      { text: `  ${command}`, tone: "command" },
      { text: what, tone: "plain" },
    ];
    return { cells, notes: [] };
  });
  const guide = columns.map((column): Column => ({ ...column, least: Infinity, cut: "end" }));
  return `${heading}\n${table(guide, rows, { width, paint })}`;
}

const done = (word: string, detail: string): Row => ({
  cells: [
    { text: `✔ ${word}`, tone: "good" },
    { text: detail, tone: "quiet" },
  ],
  notes: [],
});

function failed(
  word: string,
  detail: string,
  { message, hint }: { message: string; hint: string | null },
  home: Home,
): Row {
  const notes: Cell[] = [{ text: tildeWords(message, home), tone: "plain" }];
  if (hint !== null) notes.push({ text: `→ ${tildeWords(hint, home)}`, tone: "command" });
  const cells: Cell[] = [
    { text: `⚠ ${word}`, tone: "warn" },
    { text: detail, tone: "quiet" },
  ];
  return { cells, notes };
}
