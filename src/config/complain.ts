import * as z from "zod";
import { SyncError } from "../core/errors.ts";
import { nearest } from "../core/nearest.ts";
import { repositorySchema, userSchema } from "./schema.ts";
import type { ConfigSource } from "./source.ts";

type Issue = z.core.$ZodIssue;
export type ConfigOwner = "user" | "repository";

/**
 * The error for a config that does not fit its schema: each problem with file, line, key and what was
 * expected, never with the value, which may be a secret; the hint names the nearest valid key.
 */
export function configError(
  source: ConfigSource,
  owner: ConfigOwner,
  issues: readonly Issue[],
): SyncError {
  const problems = issues.flatMap((issue) => problemsOf(issue, owner));
  const lines = problems.map(
    ({ path, text }) => `${source.file}:${source.lineOf(path)}: ${keyName(path)} ${text}`,
  );
  const hint = problems.find((problem) => problem.mend !== null)?.mend;
  return new SyncError("config", lines.join("\n"), {
    hint: hint ?? "sync-hooks config schema describes every key",
  });
}

type Problem = { path: readonly PropertyKey[]; text: string; mend: string | null };

function problemsOf(issue: Issue, owner: ConfigOwner): Problem[] {
  if (issue.code !== "unrecognized_keys")
    return [{ path: issue.path, text: expectation(issue), mend: null }];
  return issue.keys.map((key) => unknownKey(issue.path, key, owner));
}

function unknownKey(parent: readonly PropertyKey[], key: string, owner: ConfigOwner): Problem {
  const path = [...parent, key];
  if (owner === "repository" && keysAt(userSchema, parent).includes(key))
    return {
      path,
      text: "may stand in the user's own config only",
      mend: `move ${keyName(path)} to your config.yaml (sync-hooks config show names the file)`,
    };
  const valid = keysAt(owner === "user" ? userSchema : repositorySchema, parent);
  const near = nearest(key, valid);
  const mend = near
    ? `did you mean ${keyName([...parent, near])}?`
    : `the keys here are: ${valid.join(", ")}`;
  return { path, text: "is not a known key", mend };
}

/** The keys that the schema knows in the map at `path`. */
function keysAt(schema: z.ZodType, path: readonly PropertyKey[]): string[] {
  let node: unknown = z.toJSONSchema(schema, { io: "input" });
  for (const key of path) {
    const { properties, items } = node as { properties?: Record<string, unknown>; items?: unknown };
    node = typeof key === "number" ? items : properties?.[String(key)];
    if (node === undefined) return [];
  }
  return Object.keys((node as { properties?: object }).properties ?? {});
}

/** `push.branches[0]`. */
function keyName(path: readonly PropertyKey[]): string {
  return path.reduce<string>((name, key) => {
    if (typeof key === "number") return `${name}[${key}]`;
    return name === "" ? String(key) : `${name}.${String(key)}`;
  }, "");
}

function expectation(issue: Exclude<Issue, { code: "unrecognized_keys" }>): string {
  switch (issue.code) {
    case "invalid_type":
      return `expected ${typeNames[issue.expected] ?? issue.expected}`;
    case "invalid_value":
      return `expected one of ${issue.values.map(String).join(", ")}`;
    case "too_small":
      return issue.origin === "string"
        ? "expected a text that is not empty"
        : `expected ${String(issue.minimum)} or more`;
    case "too_big":
      return `expected ${String(issue.maximum)} or less`;
    case "invalid_format":
    case "invalid_union":
    case "invalid_key":
    case "invalid_element":
    case "not_multiple_of":
    case "custom":
      return issue.message;
  }
}

const typeNames: Readonly<Record<string, string>> = {
  string: "a text",
  boolean: "true or false",
  number: "a number",
  int: "a whole number",
  array: "a list",
  object: "keys and values",
  record: "keys and values",
};
