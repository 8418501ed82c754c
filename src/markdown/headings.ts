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
 * Keeps track of the open headings while a text is scanned, from a place on where those `above` are open. Equal
 * paths are one and the same array.
 */
export function openHeadings(text: string, above: readonly OpenHeading[] = []): OpenHeadings {
  let open = above;
  let path: readonly string[] = above.map(({ title }) => title);
  let parents = path.slice(0, -1);
  let innermost: Heading | null = null;
  let first: string | null = null;
  return {
    enter(heading) {
      const title = text.slice(heading.start, heading.end);
      let depth = open.length;
      while (depth > 0 && (open[depth - 1]?.level ?? 0) >= heading.level) depth -= 1;
      open = [...open.slice(0, depth), { level: heading.level, title }];
      // Headings side by side share one.
      if (depth !== parents.length) parents = path.slice(0, depth);
      path = [...parents, title];
      innermost = heading;
      first ??= title;
    },
    open: () => open,
    path: () => path,
    parents: () => parents,
    innermost: () => innermost,
    first: () => first,
  };
}
