/** An answer that is no success: what happened, and the command that mends it. */
class Refused extends Error {
  readonly hint: string | null;

  constructor(message: string, hint: string | null) {
    super(message);
    this.name = "Refused";
    this.hint = hint;
  }
}

/** Reads a document of the API. Throws `Refused`, or a TypeError where nothing answers. */
export async function read<T>(path: string): Promise<T> {
  return answerOf<T>(await fetch(path, { headers: { accept: "application/json" } }));
}

/** Writes with the session that `hub open` began. */
export async function write<T>(method: "POST" | "PATCH", path: string, body?: unknown): Promise<T> {
  const json = { headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
  return answerOf<T>(await fetch(path, { method, ...(body !== undefined && json) }));
}

async function answerOf<T>(response: Response): Promise<T> {
  if (response.ok) return (await response.json()) as T;
  const { detail, hint } = (await response.json()) as { detail: string; hint: string | null };
  throw new Refused(detail, hint);
}

/** What went wrong, in words for the page. */
export function wordsOf(thrown: unknown): string {
  if (thrown instanceof Refused) return [thrown.message, thrown.hint].filter(Boolean).join(" · ");
  return "the server does not answer";
}
