import { hash } from "node:crypto";

/** The namespace of every id that sync-hooks derives; it must never change. */
const namespace = Buffer.from("6f0c1d5e8d1b4c0b9b5a2f3e7a41c9d2", "hex");

/**
 * RFC 9562 version 5 UUID of the parts, in sync-hooks' own namespace: equal parts give equal ids on
 * every machine. The parts are joined as a JSON array, so that no two lists of parts look alike.
 */
export function uuid5(...parts: readonly string[]): string {
  const named = Buffer.concat([namespace, Buffer.from(JSON.stringify(parts))]);
  const hex = hash("sha1", named, "hex");
  const variant = "89ab"[Number.parseInt(hex.slice(16, 17), 16) & 3];
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
