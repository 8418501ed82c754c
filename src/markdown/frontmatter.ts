/** The span of the YAML between the `---` lines that open a file; `after` and `line` are where the rest begins. */
export type Frontmatter = { start: number; end: number; after: number; line: number };

/** Finds the frontmatter of a file's text (a BOM may stand in front); null where there is none. */
export function findFrontmatter(text: string): Frontmatter | null {
  const opening = openingLine(text);
  if (opening === null) return null;
  let line = 2;
  for (let at = opening.next; at < text.length; line += 1) {
    const { content, next } = lineAt(text, at);
    if (/^(---|\.\.\.)[ \t]*\r?$/.test(content))
      return { start: opening.next, end: at, after: Math.min(next, text.length), line: line + 1 };
    at = next;
  }
  return null;
}

/** Whether a text begins with the line that opens frontmatter, wherever that ends. */
export const opensFrontmatter = (text: string): boolean => openingLine(text) !== null;

function openingLine(text: string): { next: number } | null {
  const opening = lineAt(text, text.startsWith("\uFEFF") ? 1 : 0);
  return opening.content.trimEnd() === "---" && opening.next <= text.length ? opening : null;
}

/** The line that begins at an offset, without its newline; `next` lies past the end where no newline follows. */
function lineAt(text: string, at: number): { content: string; next: number } {
  const newline = text.indexOf("\n", at);
  if (newline < 0) return { content: text.slice(at), next: text.length + 1 };
  return { content: text.slice(at, newline), next: newline + 1 };
}
