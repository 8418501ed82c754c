import { publishedSchema } from "../../src/config/json-schema.ts";

type Node = {
  description?: string;
  default?: unknown;
  enum?: string[];
  type?: string | string[];
  items?: Node;
  properties?: Record<string, Node>;
  minimum?: number;
  maximum?: number;
};

/** The table of keys in docs/config.md, drawn from the published schema. */
export function configKeysTable(): string {
  const repository = rows(publishedSchema("repository") as Node, "").map(({ key }) => key);
  const lines = rows(publishedSchema("user") as Node, "").map(({ key, node }) => {
    const where = repository.includes(key) ? "yes" : "";
    const cells = [`\`${key}\``, value(node), byDefault(node), where, node.description ?? ""];
    return `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  });
  const head = [
    "| key | value | default | repository | meaning |",
    "| --- | --- | --- | --- | --- |",
  ];
  return [...head, ...lines].join("\n");
}

function rows(node: Node, prefix: string): { key: string; node: Node }[] {
  return Object.entries(node.properties ?? {})
    .filter(([name]) => name !== "$schema")
    .flatMap(([name, child]) => {
      const key = `${prefix}${name}`;
      if (child.properties) return rows(child, `${key}.`);
      if (!child.items?.properties) return [{ key, node: child }];
      return [{ key, node: child }, ...rows(child.items, `${key}[].`)];
    });
}

function value(node: Node): string {
  if (node.enum) return node.enum.join(", ");
  if (Array.isArray(node.type)) return "duration";
  if (node.minimum !== undefined) return `${node.minimum}–${node.maximum}`;
  if (node.type === "array")
    return node.items?.enum ? `list of ${node.items.enum.join(", ")}` : "list";
  return { boolean: "true, false", string: "text", object: "map" }[node.type ?? ""] ?? "";
}

const byDefault = ({ default: fallback }: Node) =>
  fallback === undefined
    ? ""
    : `\`${typeof fallback === "string" ? fallback : JSON.stringify(fallback)}\``;
