import { path, svg } from "./dom.ts";

/** Shapes that differ without their colours. */
const shapes = {
  fresh:
    "M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1zm3.4 5.3L7.3 10.9a.8.8 0 0 1-1.2 0L4.6 9.3l1.1-1.1 1 1 3.5-4z",
  aging: "M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1zm.8 3v3.7l2.5 2.4-1 1.1-3-2.9V4z",
  stale: "M8 1.2 15.3 14H.7zM7.2 6v4h1.6V6zm0 5.2v1.5h1.6v-1.5z",
  never: "M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1zm0 1.6a5.4 5.4 0 1 1 0 10.8A5.4 5.4 0 0 1 8 2.6z",
  failing:
    "M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1zM5.6 4.5 8 6.9l2.4-2.4 1.1 1.1L9.1 8l2.4 2.4-1.1 1.1L8 9.1l-2.4 2.4-1.1-1.1L6.9 8 4.5 5.6z",
  warning: "M8 .8 15.2 8 8 15.2.8 8zM7.2 4.5v4.3h1.6V4.5zm0 5.4v1.6h1.6V9.9z",
  conflicts:
    "M2 5h6.9l1.6-3.2 1.4.7L10.7 5H14v1.6H9.9L8.5 9.4H14V11H7.7l-1.6 3.2-1.4-.7L5.9 11H2V9.4h4.7l1.4-2.8H2z",
  paused: "M4 3h3v10H4zm5 0h3v10H9z",
  chevron: "M6 3.5 10.5 8 6 12.5 4.9 11.4 8.3 8 4.9 4.6z",
  copy: "M5 1h8a1 1 0 0 1 1 1v9h-1.5V2.5H5zM3 4h7a1 1 0 0 1 1 1v9a1 1 0 0 1-1 1H3a1 1 0 0 1-1-1V5a1 1 0 0 1 1-1zm.5 1.5v8h6v-8z",
  done: "M6.4 12.3 2.2 8.1l1.2-1.2 3 3 6.2-6.2 1.2 1.2z",
} as const;

export type IconName = keyof typeof shapes;

export const icon = (name: IconName): SVGSVGElement =>
  svg("0 0 16 16", `icon icon-${name}`, path(shapes[name], ""));
