import { isSpace, skipSpace, trimmedEnd } from "./line.ts";

/** An ATX heading's level and the span of its text, without the closing sequence; null: no heading. */
export function readHeading(
  text: string,
  offset = 0,
  lineEnd = text.length,
): { level: number; start: number; end: number } | null {
  let start = offset;
  while (start < lineEnd && text[start] === "#") start += 1;
  const level = start - offset;
  if (level === 0 || level > 6) return null;
  if (start < lineEnd && !isSpace(text.charCodeAt(start))) return null;
  start = skipSpace(text, start, lineEnd, 0).offset;
  let end = trimmedEnd(text, start, lineEnd);
  let closing = end;
  while (closing > start && text[closing - 1] === "#") closing -= 1;
  if (closing < end && (closing === start || isSpace(text.charCodeAt(closing - 1))))
    end = trimmedEnd(text, start, closing);
  return { level, start, end };
}
