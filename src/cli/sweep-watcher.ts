import type { SweepEvent } from "../actions/sweep/sweep.ts";
import { openLiveArea } from "./live-area.ts";
import { canvasOf } from "./render/canvas.ts";
import { hubLines, isNews, progressLines, sweptLines } from "./render/sweep.ts";
import type { Terminal } from "./terminal.ts";

/** Shows a sweep while it goes on; `end` before anything else is printed. */
export type SweepWatcher = { see: (event: SweepEvent) => void; end: () => void };

type NameOf = (checkout: Extract<SweepEvent, { kind: "started" }>["checkout"]) => string;

/** Live progress on a terminal, one line per checkout elsewhere. */
export function watchSweep(terminal: Terminal, nameOf: NameOf, now: () => number): SweepWatcher {
  if (terminal.json || terminal.quiet) return { see() {}, end() {} };
  return terminal.isTerminal && !terminal.verbose
    ? liveWatcher(terminal, nameOf, now)
    : plainWatcher(terminal, nameOf);
}

function plainWatcher(terminal: Terminal, nameOf: NameOf): SweepWatcher {
  const canvas = canvasOf(terminal);
  return {
    see(event) {
      if (event.kind !== "ended") return;
      const { swept } = event;
      terminal.out(sweptLines({ ...swept, name: nameOf(swept.checkout) }, canvas).join("\n"));
    },
    end() {},
  };
}

const frameMs = 100;

function liveWatcher(terminal: Terminal, nameOf: NameOf, now: () => number): SweepWatcher {
  const canvas = canvasOf(terminal);
  const area = openLiveArea(terminal.draw);
  const active = new Map<number, { name: string; since: number }>();
  let [done, total] = [0, 0];
  const draw = () => {
    const at = now();
    const rows = [...active.values()].map(({ name, since }) => ({ name, ms: at - since }));
    area.show(progressLines({ done, total, active: rows }, canvas));
  };
  const frames = setInterval(draw, frameMs);
  let ended = false;
  return {
    see(event) {
      // Ctrl-C has given the terminal back while the last checkouts come to their end.
      if (ended) return;
      switch (event.kind) {
        case "begun":
          total = event.total;
          break;
        case "hub":
          area.print(hubLines(event.hub, canvas));
          break;
        case "started":
          active.set(event.checkout.id, { name: nameOf(event.checkout), since: now() });
          break;
        case "worked":
          done += 1;
          active.delete(event.checkout.id);
          break;
        case "ended":
          if (isNews(event.swept))
            area.print(sweptLines({ ...event.swept, name: nameOf(event.swept.checkout) }, canvas));
          break;
      }
    },
    end() {
      ended = true;
      clearInterval(frames);
      area.end();
    },
  };
}
