import type { Document } from "./document.ts";

/** What a file says of its workstream, in one word: by it is seen whether it says something new. */
export function headWord(
  file: string,
  { title, status }: Pick<Document["workstream"], "title" | "status">,
): string {
  return JSON.stringify([file, title, status]);
}
