import { columnsOf, texts, type TextTable } from "./texts.ts";

/**
 * What this file makes stands in the database, by steps 007 and 008: a change here needs a migration.
 *
 * Holds at one look for all but printable ASCII. GLOB and length see a text up to its first NUL, by which it is longer
 * in bytes than in characters, as is one with anything else than ASCII in it.
 */
const needsALook = (text: string) =>
  `(${text} GLOB '*[^ -~]*' OR length(${text}) <> length(CAST(${text} AS BLOB)))`;

/** SQLite reads these two noncharacters (U+FFFE and U+FFFF) as U+FFFD. */
const misread = "x'efbfbe', x'efbfbf'";

/**
 * Each byte of the column `said`: where it stands, the bytes of the character that it would begin, and whether it does,
 * which is so where that character written again has the same bytes.
 */
const characters = `(
      SELECT at, bytes, length(bytes) AS size,
        bytes IN (CAST(char(unicode(CAST(bytes AS TEXT))) AS BLOB), ${misread}) AS is_whole
      FROM (
        SELECT at, CASE
          WHEN substr(whole, at, 1) < x'80' THEN substr(whole, at, 1)
          WHEN substr(whole, at, 1) < x'e0' THEN substr(whole, at, 2)
          WHEN substr(whole, at, 1) < x'f0' THEN substr(whole, at, 3)
          ELSE substr(whole, at, 4)
        END AS bytes
        FROM (SELECT whole, key + 1 AS at FROM
          (SELECT CAST(said AS BLOB) AS whole),
          json_each('[' || rtrim(replace(hex(zeroblob(length(CAST(said AS BLOB)))), '00', '0,'), ',') || ']'))
      ))`;

/**
 * SQL that holds where the column `said` is text that is not UTF-8 (RFC 3629), which SQLite takes as it comes and the
 * driver ends the process over, or that holds a NUL, behind which the driver reads nothing.
 */
export const saidIsNoText = `(
    typeof(said) = 'text' AND ${needsALook("said")} AND (
      instr(CAST(said AS BLOB), x'00') > 0
      OR (SELECT sum(size) FROM ${characters} WHERE is_whole) IS NOT length(CAST(said AS BLOB))
    ))`;

/** The column `said` as text, U+FFFD for each NUL and each byte of no character. */
const saidAsText = `(SELECT coalesce(group_concat(
      CASE WHEN is_whole AND bytes <> x'00' THEN CAST(bytes AS TEXT) ELSE char(65533) END, ''), '')
    FROM (SELECT bytes, is_whole, at, coalesce(max(CASE WHEN is_whole THEN at + size END)
        OVER (ORDER BY at ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS behind FROM ${characters} ORDER BY at)
    WHERE at >= behind)`;

/** An id or key as another one, the same wherever it stands, and of no other bytes. */
export const asHex = (column: string): string => `'x' || hex(CAST(${column} AS BLOB))`;

/** A trace that a trigger leaves of a row that is mended or deleted is of no use, and must not keep it from that. */
const traces: readonly TextTable[] = ["deletions", "passed_words"];

/** A trigger's statement that refuses a row with such text; a row of printable ASCII costs no more than one look. */
export function refuseNoText(table: TextTable, columns = columnsOf(table)): string {
  const given = columns.map((column) => `NEW.${column}`);
  const refusal = traces.includes(table)
    ? "IGNORE"
    : `ABORT, 'text in ${table} that is not UTF-8, or that holds a NUL'`;
  return `SELECT RAISE(${refusal})
    FROM (SELECT ${given.join(" AS said UNION ALL SELECT ")} AS said)
    WHERE (${given.map(needsALook).join(" OR ")}) AND ${saidIsNoText};`;
}

/** The tables that there were at step 007. */
const textTables = (Object.keys(texts) as TextTable[]).filter((table) => table !== "passed_words");

/** Triggers for every table but `tasks`, whose own ones refuse such text before they count the change. */
export const guardTexts = (): string =>
  [
    ...textTables.filter((table) => table !== "tasks").map(guardTable),
    guard("tasks", "tasks_placed_as_text", "UPDATE OF placed_by", ["placed_by"]),
  ].join("\n");

export function guardTable(table: TextTable): string {
  const columns = columnsOf(table);
  return [
    guard(table, `${table}_added_as_text`, "INSERT", columns),
    guard(table, `${table}_as_text`, `UPDATE OF ${columns.join(", ")}`, columns),
  ].join("\n");
}

const guard = (table: TextTable, name: string, event: string, columns: readonly string[]) =>
  `CREATE TRIGGER ${name} BEFORE ${event} ON ${table} BEGIN
    ${refuseNoText(table, columns)}
  END;`;

/** Statements that turn what is no text into text, one for each table, all columns of a row at once. */
export function mendTexts(): string {
  return textTables
    .map((table) => {
      const { ids, words } = texts[table];
      const isBad = (column: string) =>
        `EXISTS (SELECT 1 FROM (SELECT ${table}.${column} AS said) WHERE ${saidIsNoText})`;
      const mended = (column: string, as: string) =>
        `${column} = CASE WHEN ${isBad(column)} THEN ${as} ELSE ${column} END`;
      const sets = [
        ...ids.map((column) => mended(column, asHex(`${table}.${column}`))),
        ...words.map((column) =>
          mended(column, `(SELECT ${saidAsText} FROM (SELECT ${table}.${column} AS said))`),
        ),
      ];
      return `UPDATE ${table} SET ${sets.join(", ")}
    WHERE ${columnsOf(table)
      .map((column) => `(${needsALook(column)} AND ${isBad(column)})`)
      .join(" OR ")};`;
    })
    .join("\n");
}
