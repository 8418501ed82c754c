import { wellFormedJson } from "../core/well-formed-json.ts";
import type { PassedWord } from "../core/tasks/replays.ts";
import { isField } from "../core/tasks/task.ts";
import type { Hub, HubDb } from "./hub.ts";

/** The words that the hub has had of some tasks and gone on from, by the task's id. */
export async function passedWords(
  { dialect }: Pick<Hub, "dialect">,
  db: HubDb,
  ids: readonly string[],
): Promise<Map<string, PassedWord[]>> {
  const found = new Map<string, PassedWord[]>(ids.map((id) => [id, []]));
  if (found.size === 0) return found;
  const given = dialect.given({ id: "text" }, wellFormedJson([...found.keys()].map((id) => [id])));
  const rows = await db
    .selectFrom("passed_words")
    .select(["task_id", "field", "word", "rev"])
    .where("task_id", "in", (inner) =>
      inner.selectFrom(given.as("given")).select("given.id").$castTo<{ id: string }>(),
    )
    .execute();
  for (const { task_id: id, field, word, rev } of rows)
    if (isField(field)) found.get(id)?.push({ field, word, rev });
  return found;
}
