import { SyncError } from "../../core/errors.ts";

/** A title as one line of markdown can hold it. Throws `usage` where it is empty or has a line break. */
export function readTitle(text: string): string {
  const title = text.trim();
  if (title === "" || /\p{Cc}/u.test(title))
    throw new SyncError("usage", "a title is one line of text", {
      hint: 'for example: --title "Build the form"',
    });
  return title;
}
