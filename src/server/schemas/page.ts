import { z } from "@hono/zod-openapi";

const longestPage = 1000;

/** What every list takes: how many, and where the page before ended. */
export const pageQuery = {
  limit: z.coerce.number().int().min(1).max(longestPage).default(100).openapi({
    type: "integer",
    minimum: 1,
    maximum: longestPage,
    default: 100,
  }),
  after: z.string().min(1).max(1000).optional().openapi({
    description: "the `next` of the page before",
  }),
};

export const nextField = z.string().nullable().openapi({
  description: "what to give as `after` for the next page; null on the last one",
});

/** A page of a list whose items are known by their id. An `after` that is gone begins again. */
export function pageOf<Item extends { id: string }>(
  items: readonly Item[],
  { limit, after }: { limit: number; after?: string | undefined },
): { page: readonly Item[]; next: string | null } {
  const from = after === undefined ? 0 : items.findIndex(({ id }) => id === after) + 1;
  const page = items.slice(from, from + limit);
  const more = from + limit < items.length;
  return { page, next: more ? (page.at(-1)?.id ?? null) : null };
}
