import * as fc from "fast-check";
import { expect, test } from "vitest";
import { addManyRepos } from "../../helpers/many-repos.ts";
import { fitting, hostile, type JsonSchema } from "../../helpers/schema-arbitrary.ts";
import { startServer, type TestServer } from "../../helpers/server.ts";
import { deskWithConflict } from "../../helpers/conflict.ts";

type Parameter = { name: string; in: "path" | "query" | "header"; schema: JsonSchema };
type Operation = {
  parameters?: Parameter[];
  requestBody?: { content: Record<string, { schema: JsonSchema }> };
};
type OpenApi = {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, JsonSchema> };
};

type Sent = { path: string; method: string; body: string | null; type: string | null };

type Parts = {
  path: Record<string, string>;
  query: Record<string, unknown>;
  more: string[][];
} & Pick<Sent, "body" | "type">;

/** So many that each route is reached: one that asks for a name which may be left out is, one time in four. */
const runsPerRoute = 40;
const spoilt = fc.oneof(fc.constantFrom(...hostile), fc.string({ unit: "binary" }));

/** Requests to one operation: half of them as the document asks, with names that exist, half spoilt somewhere. */
function requests(
  path: string,
  method: string,
  operation: Operation,
  document: OpenApi,
  names: readonly string[],
): fc.Arbitrary<Sent> {
  const inPlace = (place: string) => (operation.parameters ?? []).filter((one) => one.in === place);
  const value = (schema: JsonSchema) => fitting(schema, document.components.schemas);
  const record = <T>(place: string, of: (one: Parameter) => fc.Arbitrary<T>, required: string[]) =>
    fc.record(Object.fromEntries(inPlace(place).map((one) => [one.name, of(one)])), {
      requiredKeys: required,
    }) as fc.Arbitrary<Record<string, T>>;
  const allInPath = inPlace("path").map(({ name }) => name);
  const schema = operation.requestBody?.content["application/json"]?.schema;
  const fit = schema ? value(schema).map((one) => JSON.stringify(one)) : fc.constant(null);
  const wellMeant: fc.Arbitrary<Parts> = fc.record({
    path: record("path", () => fc.constantFrom(...names), allInPath),
    query: record("query", ({ schema: one, name }) => named[name]?.(names) ?? value(one), []),
    more: fc.constant([]),
    body: fit,
    type: fc.constant("application/json"),
  });
  const bad: fc.Arbitrary<Parts> = fc.record({
    path: record("path", () => fc.oneof(fc.constantFrom(...names), spoilt), allInPath),
    query: record("query", ({ schema: one }) => fc.oneof(value(one), spoilt), []),
    more: fc.array(fc.tuple(spoilt, spoilt), { maxLength: 1 }),
    body: schema ? fc.oneof(fit, fc.json(), spoilt) : fc.constant(null),
    type: fc.constantFrom("application/json", "application/json", null, "text/plain", "x/y;;"),
  });
  return fc.oneof(wellMeant, bad).map((parts) => sentOf(path, method, parts));
}

/** Query parameters that say something only with a name that exists. */
const named: Partial<Record<string, (names: readonly string[]) => fc.Arbitrary<unknown>>> = {
  repo: (names) => fc.constantFrom(...names),
  // Where no page has ended yet, there is no `after`.
  after: () => fc.constant(null),
  q: () => fc.constantFrom("r0", "work", "app"),
};

function sentOf(path: string, method: string, parts: Parts): Sent {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encode(parts.path[name] ?? ""));
  const query = [...Object.entries(parts.query), ...parts.more].filter(([, one]) => one !== null);
  const text = query.map(([name, one]) => `${encode(String(name))}=${encode(String(one))}`);
  return {
    method,
    path: `${filled.slice(1)}${text.length === 0 ? "" : `?${text.join("&")}`}`,
    body: parts.body,
    type: parts.body === null ? null : parts.type,
  };
}

/** What is no Unicode text goes out as it may come in: as a broken percent code. */
function encode(text: string): string {
  try {
    return encodeURIComponent(text);
  } catch {
    return "%ff%";
  }
}

async function send({ ask }: TestServer, { path, method, body, type }: Sent): Promise<Response> {
  return ask(path, {
    method: method.toUpperCase(),
    ...(body !== null && { body }),
    ...(type !== null && { headers: { "content-type": type } }),
  });
}

/** Of a stream without end, nothing: whoever reads it goes away at once. */
async function textOf(response: Response): Promise<string> {
  if (!response.headers.get("content-type")?.startsWith("text/event-stream"))
    return response.text();
  await response.body?.cancel();
  return "";
}

test(
  "no request to any route of the OpenAPI document ends in a fault of the server",
  { timeout: 180_000 },
  async () => {
    const desk = await deskWithConflict();
    await addManyRepos(desk.ctx, 5);
    const server = await startServer(desk.ctx, { program: ["true"] });
    const document = (await (await server.ask("openapi.json")).json()) as OpenApi;
    const { ask } = server;
    const asked = await ask("repos/r000/interventions", {
      method: "POST",
      json: { title: "Why?" },
    });
    const ids = (table: string) => desk.sql(`SELECT id FROM ${table}`).map(({ id }) => String(id));
    const slugs = ["r000", "r001", desk.checkout.slug];
    const namesOf: Record<string, string[]> = {
      tasks: ids("tasks"),
      conflicts: ids("conflicts"),
      interventions: [((await asked.json()) as { id: string }).id],
    };
    const answered = new Map<string, Set<number>>();
    for (const [path, operations] of Object.entries(document.paths))
      for (const [method, operation] of Object.entries(operations)) {
        const statuses = new Set<number>();
        answered.set(`${method} ${path}`, statuses);
        const names =
          (path.endsWith("}") || path.includes("}/resolve")
            ? namesOf[path.split("/")[1] ?? ""]
            : undefined) ?? slugs;
        await fc.assert(
          fc.asyncProperty(requests(path, method, operation, document, names), async (sent) => {
            const response = await send(server, sent);
            const text = await textOf(response);
            expect(response.status, text).toBeLessThan(500);
            statuses.add(response.status);
            if (response.status < 400) return;
            expect(response.headers.get("content-type")).toBe("application/problem+json");
            expect(JSON.parse(text)).toMatchObject({ status: response.status });
          }),
          { numRuns: runsPerRoute },
        );
      }
    // Each was reached, not only refused; what no forge lists cannot be adopted.
    const never = [...answered].filter(([, statuses]) => ![...statuses].some((one) => one < 300));
    expect(never.map(([route]) => route)).toEqual(["post /inventory/adopt"]);
  },
);
