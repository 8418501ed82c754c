import Database from "libsql";
import { join } from "node:path";
import type { Home } from "../helpers/home.ts";

/** The hub as any SQL client sees it. */
export type SoakHub = {
  setTitle: (slug: string, key: string, title: string) => void;
  titles: (slug: string) => Map<string, string>;
  /** What the hub has open to ask about, in words. */
  openConflicts: (slug: string) => string[];
  close: () => void;
};

const longestWaitMs = 30_000;

export function openSoakHub(home: Home): SoakHub {
  const file = join(home.path, ".local/share/sync-hooks/hub.db");
  const db = new Database(file, { timeout: longestWaitMs });
  const inRepo = "repo_id = (SELECT id FROM repos WHERE slug = ?)";
  const update = db.prepare(`UPDATE tasks SET title = ? WHERE key = ? AND ${inRepo}`);
  const select = db.prepare(`SELECT key, title FROM tasks WHERE removed_at IS NULL AND ${inRepo}`);
  const conflicts = db.prepare(
    `SELECT field, markdown, hub FROM conflicts WHERE resolved_at IS NULL AND ${inRepo}`,
  );
  return {
    setTitle(slug, key, title) {
      const { changes } = update.run(title, key, slug);
      if (changes !== 1) throw new Error(`the hub has ${changes} rows of ${slug}'s ${key}`);
    },
    titles(slug) {
      const rows = select.all(slug) as { key: string; title: string }[];
      return new Map(rows.map(({ key, title }) => [key, title]));
    },
    openConflicts(slug) {
      const rows = conflicts.all(slug) as { field: string; markdown: string; hub: string }[];
      return rows.map(({ field, markdown, hub }) => `${field}: ${markdown} or ${hub}`);
    },
    close: () => void db.close(),
  };
}
