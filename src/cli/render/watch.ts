import type { WatchEvent } from "../../actions/watch/watch-event.ts";
import type { Worked } from "../../actions/watch/work.ts";
import { sweepSummary, sweptLines } from "./sweep.ts";
import type { Canvas } from "./table.ts";

type NameOf = (checkout: Extract<WatchEvent, { kind: "worked" }>["checkout"]) => string;

/** What a watcher tells, line by line; nothing where nothing came of it. */
export function watchLines(event: WatchEvent, nameOf: NameOf, canvas: Canvas): string[] {
  switch (event.kind) {
    case "started":
      return [startedLine(event.checkouts)];
    case "reconfigured":
      return ["The config has changed; what is watched is looked at anew."];
    case "polling":
      return [
        canvas.paint("warn", `⚠ not everything can be watched (${event.why}): looked at every 2 s`),
        ...(event.setting === null
          ? []
          : [canvas.paint("quiet", `  more of them: sudo sysctl ${event.setting}=524288`)]),
      ];
    case "worked":
      return workedLines(nameOf(event.checkout), event.worked, canvas);
    case "swept":
      return [sweepSummary(event.report, canvas)];
    case "trouble":
      return [
        canvas.paint("bad", `✖ ${event.slug}: ${event.error.message}`),
        ...hint(event.error.hint),
      ];
  }
}

const startedLine = (checkouts: number) =>
  checkouts === 0
    ? "Watching: no checkout is registered yet. sync-hooks install --scan ~/code"
    : `Watching ${checkouts === 1 ? "1 checkout" : `${checkouts} checkouts`}; Ctrl-C ends it.`;

/** One checkout's work, as a sweep shows it. */
export function workedLines(name: string, worked: Worked, canvas: Canvas): string[] {
  switch (worked.kind) {
    case "synced":
      return sweptLines({ name, record: worked.record, hooks: { kind: "unwanted" } }, canvas);
    case "planned":
      return [`${canvas.paint("strong", name)}  ${worked.summary}`];
    case "away":
      return worked.isFirst
        ? [canvas.paint("warn", `⚠ ${name}: its remote is away: ${worked.why}`)]
        : [];
    case "failed":
      return [
        canvas.paint("bad", `✖ ${name}: ${worked.error.message}`),
        ...hint(worked.error.hint),
      ];
    case "quiet":
      return [];
  }
}

const hint = (text: string | null) => (text === null ? [] : [`  ${text}`]);
