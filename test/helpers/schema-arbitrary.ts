import * as fc from "fast-check";

/** As much of JSON Schema as the API's own document uses. */
export type JsonSchema = {
  $ref?: string;
  type?: string | string[];
  enum?: unknown[];
  const?: unknown;
  anyOf?: JsonSchema[];
  properties?: Record<string, JsonSchema>;
  required?: string[];
  items?: JsonSchema;
  format?: string;
  pattern?: string;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
};

/** Values that fit the schema. */
export function fitting(
  schema: JsonSchema,
  components: Record<string, JsonSchema>,
): fc.Arbitrary<unknown> {
  const inner = (one: JsonSchema) => fitting(one, components);
  if (schema.$ref) return inner(components[schema.$ref.split("/").at(-1) ?? ""] ?? {});
  if (schema.enum) return fc.constantFrom(...schema.enum);
  if (schema.anyOf) return fc.oneof(...schema.anyOf.map(inner));
  if (Array.isArray(schema.type))
    return fc.oneof(...schema.type.map((type) => inner({ ...schema, type })));
  switch (schema.type) {
    case "null":
      return fc.constant(null);
    case "boolean":
      return fc.boolean();
    case "integer":
    case "number":
      return fc.integer({ min: schema.minimum ?? -5, max: Math.min(schema.maximum ?? 50, 1e6) });
    case "array":
      return fc.array(inner(schema.items ?? {}), { maxLength: 3 });
    case "object":
      return fc.record(
        Object.fromEntries(
          Object.entries(schema.properties ?? {}).map(([name, one]) => [name, inner(one)]),
        ),
        { requiredKeys: schema.required ?? [] },
      );
    case "string":
      return text(schema);
    default:
      return fc.jsonValue({ maxDepth: 2 });
  }
}

function text({
  format,
  pattern,
  minLength = 0,
  maxLength = 40,
}: JsonSchema): fc.Arbitrary<string> {
  if (format === "date-time")
    return fc
      .date({ min: new Date(0), max: new Date(), noInvalidDate: true })
      .map((date) => date.toISOString());
  if (format === "uuid") return fc.uuid();
  if (pattern !== undefined) return fc.constantFrom("main", "trunk", "release/1.2");
  return fc.oneof(
    fc.string({ minLength, maxLength: Math.min(maxLength, 40), unit: "binary" }),
    fc.constantFrom(...hostile),
  );
}

/** What people and attackers write where a name is asked for. */
export const hostile = [
  "' OR 1=1 --",
  '"; DROP TABLE repos; --',
  "../../etc/passwd",
  "..%2f..%2fetc%2fpasswd",
  "%00",
  "\u0000",
  "\ud800",
  "%",
  "a/b",
  "<script>alert(1)</script>",
  "🎉",
  "__proto__",
  "constructor",
  "toString",
  "x".repeat(300),
  "\r\nX-Injected: 1",
];
