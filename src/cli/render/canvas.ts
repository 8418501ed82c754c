import type { Terminal } from "../terminal.ts";
import { inColour, withoutColour } from "./paint.ts";
import type { Canvas } from "./table.ts";

/** What can be drawn on this terminal; below 20 columns nothing sensible fits. */
export function canvasOf(terminal: Pick<Terminal, "width" | "colour">): Canvas {
  return {
    width: Math.max(20, terminal.width),
    paint: terminal.colour ? inColour : withoutColour,
  };
}
