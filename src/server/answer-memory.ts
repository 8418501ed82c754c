import { createHash } from "node:crypto";
import { promisify } from "node:util";
import { gzip } from "node:zlib";

/** An answer ready to be sent. */
export type Page = { bytes: Bytes; etag: string; headers: Record<string, string> };

type Bytes = Uint8Array<ArrayBuffer>;

type Kept = { pulse: string; until: number; page: Promise<Page>; packed: Promise<Bytes> | null };

const mostKept = 200;
const worthPacking = 8_192;
const gzipped = promisify(gzip);
const pack = async (bytes: Bytes) => new Uint8Array(await gzipped(bytes, { level: 4 }));

/**
 * Answers that stay right until somebody writes. Requests for the same one while it is made wait for it, so that
 * twenty readers cost no more than one.
 */
export type AnswerMemory = {
  recall: (key: string, pulse: string, now: Date, make: () => Promise<Made>) => Promise<Page>;
  /** The page's gzip; null where it is too small to gain by it, or was made for this request alone. */
  packed: (key: string, page: Page) => Promise<Bytes | null>;
};

export type Made = { page: Page; until: number };

export function makeAnswerMemory(): AnswerMemory {
  const kept = new Map<string, Kept>();
  return {
    recall(key, pulse, now, make) {
      const known = kept.get(key);
      if (known && known.pulse === pulse && now.getTime() < known.until) return known.page;
      const made = make();
      const entry: Kept = {
        pulse,
        until: Infinity,
        packed: null,
        page: made.then(({ page, until }) => {
          entry.until = until;
          return page;
        }),
      };
      kept.delete(key);
      kept.set(key, entry);
      // A failure is for those who waited; the next request tries again.
      entry.page.catch(() => kept.get(key) === entry && kept.delete(key));
      for (const oldest of [...kept.keys()].slice(0, kept.size - mostKept)) kept.delete(oldest);
      return entry.page;
    },
    async packed(key, page) {
      const entry = kept.get(key);
      if (!entry || page.bytes.length < worthPacking || (await entry.page) !== page) return null;
      return (entry.packed ??= pack(page.bytes));
    },
  };
}

/** A strong entity tag of the text, with its quotes. */
export const etagOf = (text: string): string =>
  `"${createHash("sha1").update(text).digest("base64url").slice(0, 20)}"`;
