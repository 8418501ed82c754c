/** Whether a database can hold the text: none takes a NUL, or half a surrogate pair, as YAML's `"\ud800"` gives. */
export const isStorable = (text: string): boolean => !text.includes("\0") && text.isWellFormed();

/** A text as any store can remember it, and any terminal show it: what is not storable, by its JSON escapes. */
export const storable = (text: string): string =>
  isStorable(text) ? text : JSON.stringify(text).slice(1, -1);
