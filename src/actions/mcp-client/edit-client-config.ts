import {
  findNodeAtLocation,
  getNodeValue,
  parseTree,
  printParseErrorCode,
  type Node,
  type ParseError,
} from "jsonc-parser";
import { isDeepStrictEqual } from "node:util";
import { SyncError } from "../../core/errors.ts";

const name = "sync-hooks";
const empty = "{}\n";

/**
 * The text of a client's configuration with our entry in it: everything else, comments and spaces too, stays.
 * The same text comes back where the entry stands already. Throws `config` with file and line where the text is
 * no JSON (with comments), or its parts are not what they have to be.
 */
export function editClientConfig(
  file: string,
  text: string,
  key: string,
  entry: Readonly<Record<string, unknown>>,
): string {
  const bom = text.startsWith("\uFEFF") ? "\uFEFF" : "";
  const held = text.slice(bom.length);
  const body = held.trim() === "" ? empty : held;
  const errors: ParseError[] = [];
  const root = parseTree(body, errors, { allowTrailingComma: true });
  const [error] = errors;
  if (error) throw unusable(file, body, error.offset, printParseErrorCode(error.error));
  if (root?.type !== "object") throw unusable(file, body, 0, "expected an object");
  const servers = findNodeAtLocation(root, [key]);
  if (servers && servers.type !== "object")
    throw unusable(file, body, servers.offset, `${key} is no object`);
  if (duplicated(root, key))
    throw unusable(file, body, servers?.offset ?? 0, `${key} stands there twice`);
  const standing = servers && findNodeAtLocation(servers, [name]);
  if (standing && isSame(standing, entry)) return text;
  const layout = layoutOf(body);
  if (standing) return bom + put(body, standing.offset, standing.length, layout.value(entry, 2));
  const own = `"${name}": ${layout.value(entry, 2)}`;
  if (servers) return bom + addFirst(body, servers, layout.line(2, own), layout.line(1, ""));
  const all = `"${key}": {${layout.line(2, own)}${layout.line(1, "}")}`;
  return bom + addFirst(body, root, layout.line(1, all), layout.line(0, ""));
}

/** The parser's objects have no prototype. */
const isSame = (node: Node, entry: unknown): boolean =>
  isDeepStrictEqual(JSON.parse(JSON.stringify(getNodeValue(node))), entry);

const put = (text: string, offset: number, length: number, words: string) =>
  text.slice(0, offset) + words + text.slice(offset + length);

/** In front of the others: there no comma, and no comment behind a last line, is in the way. */
function addFirst(text: string, { offset, children }: Node, line: string, end: string): string {
  return put(text, offset + 1, 0, children && children.length > 0 ? `${line},` : line + end);
}

/** The indentation and line ends that the file has. */
function layoutOf(text: string) {
  const unit = /^([ \t]+)\S/m.exec(text)?.[1] ?? "  ";
  const eol = text.includes("\r\n") ? "\r\n" : "\n";
  const line = (depth: number, words: string) => `${eol}${unit.repeat(depth)}${words}`;
  const value = (data: unknown, depth: number) =>
    JSON.stringify(data, null, unit).replaceAll("\n", line(depth, ""));
  return { line, value };
}

function duplicated(root: Node, key: string): boolean {
  const named = root.children?.filter(({ children }) => children?.[0]?.value === key) ?? [];
  return named.length > 1;
}

function unusable(file: string, text: string, offset: number, problem: string): SyncError {
  const line = text.slice(0, offset).split("\n").length;
  return new SyncError("config", `${file}:${line}: ${problem}; nothing was written`, {
    hint: `mend the file, or put the entry in by hand: sync-hooks mcp install shows it`,
  });
}
