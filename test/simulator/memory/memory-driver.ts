import Real from "libsql";

type Prepare = (sql: string) => Real.Statement;

/**
 * libsql's driver, but its databases lie in memory, where all connections of a process to one path share them, and
 * each connection compiles the same text once. It holds for the worlds of the simulator, where no two connections
 * are ever in a transaction at the same time: no statement meets a busy database.
 */
export class MemoryDatabase extends Real {
  constructor(path: string, options?: Real.Options) {
    super(`file:${path}?mode=memory&cache=shared`, options);
    this.prepare = compileOnce(this.prepare.bind(this)) as typeof this.prepare;
  }

  /** How a commit is flushed is nothing to a database in memory, and a pragma is compiled each time. */
  override exec(sql: string): this {
    return super.exec(sql.replace(/^PRAGMA synchronous = \w+; /, ""));
  }
}

function compileOnce(compile: Prepare): Prepare {
  const compiled = new Map<string, Real.Statement>();
  return (sql) => {
    const known = compiled.get(sql);
    if (known) return known;
    const statement = compile(sql);
    Object.defineProperty(statement, "reader", { value: statement.reader });
    if (/^\s*(?:SELECT|WITH)\b/i.test(sql)) fetchTogether(statement, sql, compile);
    compiled.set(sql, statement);
    return statement;
  };
}

/**
 * Lets a query give all its rows as one text: fetched one by one, each costs more than the query. JSON holds no
 * bytes, so a query for some is left to the driver.
 */
function fetchTogether(statement: Real.Statement, sql: string, compile: Prepare): void {
  const columns = statement.columns();
  if (columns.some(({ type }) => type === "BLOB")) return;
  const found = columns.map((_, at) => `c${at}`);
  const pairs = columns.map(({ name }, at) => `'${name.replaceAll("'", "''")}', c${at}`);
  const together = compile(
    `WITH found (${found.join()}) AS (${sql}) SELECT json_group_array(json_object(${pairs.join()})) FROM found`,
  ).raw();
  statement.all = (...values) => JSON.parse((together.get(...values) as [string])[0]) as unknown[];
}
