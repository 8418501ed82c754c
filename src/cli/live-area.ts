const eraseDown = "\u001b[0J";
const hideCursor = "\u001b[?25l";
const showCursor = "\u001b[?25h";

/** Lines at the bottom of the terminal that are drawn anew, below others that stay. */
export type LiveArea = {
  /** Puts lines above the area for good. */
  print: (lines: readonly string[]) => void;
  /** Draws the area anew; its lines must fit the terminal's width. */
  show: (lines: readonly string[]) => void;
  /** Takes the area away and gives the cursor back. */
  end: () => void;
};

/** A live area that writes through `draw`: one write a change, so that nothing flickers. */
export function openLiveArea(draw: (text: string) => void): LiveArea {
  let shown: readonly string[] = [];
  // The cursor rests behind the last line, and the lines before it are one row each.
  const toTop = () => (shown.length === 0 ? "" : `\r${up(shown.length - 1)}`);
  const place = (above: readonly string[], area: readonly string[]) => {
    const lines = [...above.map((line) => `${line}\n`), area.join("\n")].join("");
    draw(`${toTop()}${eraseDown}${hideCursor}${lines}`);
    shown = area;
  };
  return {
    print: (lines) => place(lines, shown),
    show: (lines) => place([], lines),
    end() {
      draw(`${toTop()}${eraseDown}${showCursor}`);
      shown = [];
    },
  };
}

const up = (rows: number) => (rows > 0 ? `\u001b[${rows}A` : "");
