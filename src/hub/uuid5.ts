import { createHash } from "node:crypto";

/** The namespace of every id that sync-hooks derives; it must never change. */
const namespace = Buffer.from("6f0c1d5e8d1b4c0b9b5a2f3e7a41c9d2", "hex");

/**
 * RFC 9562 version 5 UUID of the parts, in sync-hooks' own namespace: equal parts give equal ids on
 * every machine. The parts are joined as a JSON array, so that no two lists of parts look alike.
 */
export function uuid5(...parts: readonly string[]): string {
  const hash = createHash("sha1").update(namespace).update(JSON.stringify(parts)).digest();
  hash[6] = ((hash[6] ?? 0) & 0x0f) | 0x50;
  hash[8] = ((hash[8] ?? 0) & 0x3f) | 0x80;
  const hex = hash.toString("hex", 0, 16);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20),
  ].join("-");
}
