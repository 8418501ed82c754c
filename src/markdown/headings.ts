import type { Block } from "./scan.ts";

type Heading = Extract<Block, { kind: "heading" }>;

export type OpenHeading = { level: number; title: string };

/** The headings that are open at a place in the text, outermost first. */
export type OpenHeadings = {
  enter: (heading: Heading) => void;
  /** A new array with every heading that is entered. */
  open: () => readonly OpenHeading[];
  path: () => readonly string[];
  /** The path without the innermost heading. */
  parents: () => readonly string[];
  innermost: () => Heading | null;
  first: () => string | null;
};

/**
 * Keeps track of the open headings while a text is scanned, from a place on where those `above` are open. The
 * parents of headings side by side are one array.
 */
export function openHeadings(text: string, above: readonly OpenHeading[] = []): OpenHeadings {
  const stack = [...above];
  // Made where they are asked for, and kept as long as they are the same: most headings are asked for one of them.
  let open: readonly OpenHeading[] | null = above;
  let path: readonly string[] | null = null;
  let parents: readonly string[] | null = null;
  let innermost: Heading | null = null;
  let first: string | null = null;
  return {
    enter(heading) {
      const title = text.slice(heading.start, heading.end);
      const before = stack.length;
      while ((stack.at(-1)?.level ?? 0) >= heading.level) stack.pop();
      // Headings side by side share one.
      if (stack.length !== before - 1) parents = null;
      stack.push({ level: heading.level, title });
      open = path = null;
      innermost = heading;
      first ??= title;
    },
    open: () => (open ??= [...stack]),
    path: () => (path ??= stack.map(({ title }) => title)),
    parents: () => (parents ??= stack.slice(0, -1).map(({ title }) => title)),
    innermost: () => innermost,
    first: () => first,
  };
}
