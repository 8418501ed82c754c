/**
 * What step 006 is made of, and nothing else: step 007 takes its place (`sqlite-texts.ts`).
 *
 * The columns of text that any program may write, by table; an id or a key is one of them. Triggers are built on what
 * stands in this file: a change here needs a migration.
 */
export const writtenTexts = {
  workstreams: ["id", "key", "title", "status", "file"],
  tasks: ["id", "key", "title", "status", "priority", "group_path", "removed_at"],
  goals: ["id", "title", "description"],
  interventions: ["id", "title", "answer"],
} as const;

/** What is found at one look at the bytes: more than printable ASCII. */
const isMoreThanAscii = (text: string) => `${text} GLOB '*[^ -~]*'`;

/** SQLite reads these two noncharacters (U+FFFE and U+FFFF) as U+FFFD. */
const misread = "x'efbfbe', x'efbfbf'";

/**
 * SQL that holds where the column `said` is text that is not UTF-8 (RFC 3629), which SQLite takes as it comes and the
 * driver ends the process over. Each byte is asked whether a whole character begins there, which written again has the
 * same bytes; those characters' lengths add up to the text's own. What stands after a NUL is read by nobody.
 */
export const saidIsNotUtf8 = `(
    typeof(said) = 'text' AND ${isMoreThanAscii("said")} AND (
      SELECT sum(length(bytes)) FROM (
        SELECT CASE
          WHEN substr(whole, at, 1) < x'80' THEN substr(whole, at, 1)
          WHEN substr(whole, at, 1) < x'e0' THEN substr(whole, at, 2)
          WHEN substr(whole, at, 1) < x'f0' THEN substr(whole, at, 3)
          ELSE substr(whole, at, 4)
        END AS bytes
        FROM (SELECT whole, key + 1 AS at FROM
          (SELECT CAST(said AS BLOB) AS whole),
          json_each('[' || rtrim(replace(hex(zeroblob(length(CAST(said AS BLOB)))), '00', '0,'), ',') || ']'))
      ) WHERE bytes IN (CAST(char(unicode(CAST(bytes AS TEXT))) AS BLOB), ${misread})
    ) IS NOT length(CAST(said AS BLOB))
  )`;

/** A trigger's statement that refuses a row with such text; a row of printable ASCII costs no more than that one look. */
export function refuseOtherThanUtf8(table: keyof typeof writtenTexts): string {
  const texts = writtenTexts[table].map((column) => `NEW.${column}`);
  return `SELECT RAISE(ABORT, 'text in ${table} that is not UTF-8')
    FROM (SELECT ${texts.join(" AS said UNION ALL SELECT ")})
    WHERE (${texts.map(isMoreThanAscii).join(" OR ")}) AND ${saidIsNotUtf8};`;
}
