import type { ServiceChange, ServiceReport } from "../../actions/service/service.ts";
import { editLines, editsDiff } from "./edits.ts";
import type { Canvas } from "./table.ts";

/** What an install or a removal has changed, or would change: then with the texts' differences. */
export function serviceChange(
  { via, edits }: ServiceChange,
  mode: "apply" | "plan",
  { paint }: Canvas,
): string {
  if (mode === "plan" && edits.length > 0) return editsDiff(edits);
  if (via === null)
    return edits.length === 0 ? "There was no service." : paint("good", "✔ The service is gone.");
  const state = edits.length === 0 ? "stands already" : "stands";
  const head = paint("good", `✔ The service ${state}: ${via} keeps the watcher running.`);
  return [head, ...editLines(edits)].join("\n");
}

/** Who keeps the watcher running, as which process, and what will end it. */
export function serviceState(status: ServiceReport | null, { paint }: Canvas): string {
  if (status === null)
    return `No service: what hooks do not see waits for the timer.
${paint("command", "→ sync-hooks service install")}`;
  const { via, running, watcher } = status;
  const as = watcher.pid === null ? "" : `, which is process ${watcher.pid}`;
  switch (running.state) {
    case "yes": {
      const head = watcher.running
        ? paint("good", `✔ ${via} keeps the watcher running${as}`)
        : `${paint("warn", `⚠ ${via} runs it, but no watcher works yet`)}\n${paint("command", "→ sync-hooks log")}`;
      return [head, ...caveatLines(status, paint)].join("\n");
    }
    case "no": {
      const other = watcher.running ? `\n○ a watcher that you started works${as}` : "";
      return `${paint("bad", `✖ ${via}: ${running.why}`)}\n${paint("command", `→ ${running.mend}`)}${other}`;
    }
    case "unknown":
      return paint("warn", `⚠ ${via}: ${running.why}`);
  }
}

function caveatLines({ caveats }: ServiceReport, paint: Canvas["paint"]): string[] {
  return caveats.flatMap(({ what, mend }) =>
    mend === null
      ? [paint("quiet", `○ ${what}`)]
      : [paint("warn", `⚠ ${what}`), paint("command", `→ ${mend}`)],
  );
}
