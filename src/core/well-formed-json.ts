/** JSON whose texts are Unicode (RFC 8259, 8.2): half a surrogate pair, as YAML's `"\ud800"` gives, becomes U+FFFD. */
export function wellFormedJson(value: unknown): string {
  const json = JSON.stringify(value);
  // A whole pair is written as it is: what is escaped here is half of one, or a backslash that was followed by "ud".
  if (!json.includes("\\ud")) return json;
  return json.replace(/\\(?:ud[89a-f][0-9a-f]{2}|.)/g, (escape) =>
    escape.length > 2 ? "\ufffd" : escape,
  );
}
