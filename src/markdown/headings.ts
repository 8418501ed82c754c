import type { Block } from "./scan.ts";

type Heading = Extract<Block, { kind: "heading" }>;

export type OpenHeading = { level: number; title: string };

/** The headings that are open at a place in the text, outermost first. */
export type OpenHeadings = {
  enter: (heading: Heading) => void;
  /** A new array with every heading that is entered. */
  open: () => readonly OpenHeading[];
  path: () => readonly string[];
  innermost: () => Heading | null;
  first: () => string | null;
};

/**
 * Keeps track of the open headings while a text is scanned, from a place on where those `above` are open. Equal
 * paths are one and the same array.
 */
export function openHeadings(text: string, above: readonly OpenHeading[] = []): OpenHeadings {
  let open = above;
  let path = above.map(({ title }) => title);
  let innermost: Heading | null = null;
  let first: string | null = null;
  return {
    enter(heading) {
      const title = text.slice(heading.start, heading.end);
      open = [
        ...open.filter(({ level }) => level < heading.level),
        { level: heading.level, title },
      ];
      path = open.map((one) => one.title);
      innermost = heading;
      first ??= title;
    },
    open: () => open,
    path: () => path,
    innermost: () => innermost,
    first: () => first,
  };
}
