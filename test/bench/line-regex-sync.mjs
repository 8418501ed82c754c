// What one would write in an afternoon, and the baseline of the long list's bench: a regular expression per line, and
// each task looked up and updated row by row, in one transaction. Arguments: the list, the database.
import Database from "libsql";
import { readFileSync } from "node:fs";

const [list = "", database = ""] = process.argv.slice(2);
const db = new Database(database);
db.exec(
  "PRAGMA journal_mode = WAL; CREATE TABLE IF NOT EXISTS tasks (key TEXT PRIMARY KEY, title TEXT, status TEXT, updated_at TEXT)",
);
const find = db.prepare("SELECT title, status FROM tasks WHERE key = ?");
const add = db.prepare("INSERT INTO tasks (key, title, status, updated_at) VALUES (?, ?, ?, ?)");
const change = db.prepare("UPDATE tasks SET title = ?, status = ?, updated_at = ? WHERE key = ?");
const now = new Date().toISOString();
db.transaction(() => {
  for (const line of readFileSync(list, "utf8").split("\n")) {
    const [, box, key, title] = /^- \[(.)\] \*\*(T[\d.]+): (.*)\*\*$/.exec(line) ?? [];
    if (key === undefined) continue;
    const status = box === "x" ? "done" : "todo";
    const row = find.get(key);
    if (!row) add.run(key, title, status, now);
    else if (row.title !== title || row.status !== status) change.run(title, status, now, key);
  }
})();
db.close();
