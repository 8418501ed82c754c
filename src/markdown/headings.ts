import type { Block } from "./scan.ts";

type Heading = Extract<Block, { kind: "heading" }>;

/** The headings that are open at a place in the text, outermost first. */
export type OpenHeadings = {
  enter: (heading: Heading) => void;
  path: () => readonly string[];
  innermost: () => Heading | null;
  first: () => string | null;
};

/** Keeps track of the open headings while a text is scanned. Equal paths are one and the same array. */
export function openHeadings(text: string): OpenHeadings {
  const open: Heading[] = [];
  let path: readonly string[] = [];
  let first: string | null = null;
  const title = (heading: Heading) => text.slice(heading.start, heading.end);
  return {
    enter(heading) {
      while ((open.at(-1)?.level ?? 0) >= heading.level) open.pop();
      open.push(heading);
      path = open.map(title);
      first ??= title(heading);
    },
    path: () => path,
    innermost: () => open.at(-1) ?? null,
    first: () => first,
  };
}
