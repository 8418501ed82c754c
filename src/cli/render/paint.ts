import { $, bold, cyan, dim, green, red, yellow } from "kleur/colors";

/** What a piece of text means; the colour follows from it, and never carries the meaning alone. */
export type Tone = "plain" | "strong" | "quiet" | "good" | "warn" | "bad" | "command";

/** Gives a text the colour of its tone, or gives it back as it is where colours are off. */
export type Paint = (tone: Tone, text: string) => string;

// Whoever makes a Paint has decided about colour; kleur's own guess from the process stays out of it.
$.enabled = true;

const colours = {
  plain: (text) => text,
  strong: bold,
  quiet: dim,
  good: green,
  warn: yellow,
  bad: red,
  command: cyan,
} as const satisfies Record<Tone, (text: string) => string>;

export const inColour: Paint = (tone, text) => (text === "" ? "" : colours[tone](text));
export const withoutColour: Paint = (_tone, text) => text;
