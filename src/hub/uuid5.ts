import { hash } from "node:crypto";

/** The namespace of every id that sync-hooks derives; it must never change. */
const namespace = Buffer.from("6f0c1d5e8d1b4c0b9b5a2f3e7a41c9d2", "hex");

/** The longest name that is put together without a buffer of its own. */
const longestName = 1024;

/**
 * RFC 9562 version 5 UUID of the parts, in sync-hooks' own namespace: equal parts give equal ids on
 * every machine. The parts are joined as a JSON array, so that no two lists of parts look alike.
 */
export function uuid5(...parts: readonly string[]): string {
  return formatted(
    hash("sha1", Buffer.concat([namespace, Buffer.from(JSON.stringify(parts))]), "hex"),
  );
}

/** Gives `uuid5(...shared, last)` for many last parts: what they share, one part or more, is written once. */
export function uuid5Family(...shared: readonly string[]): (last: string) => string {
  const head = Buffer.concat([namespace, Buffer.from(`${JSON.stringify(shared).slice(0, -1)},`)]);
  const name = Buffer.alloc(head.length + longestName);
  head.copy(name);
  return (last) => {
    const tail = `${JSON.stringify(last)}]`;
    // A UTF-16 unit takes three bytes at most.
    if (tail.length * 3 > longestName) return uuid5(...shared, last);
    const end = head.length + name.write(tail, head.length);
    return formatted(hash("sha1", name.subarray(0, end), "hex"));
  };
}

function formatted(hex: string): string {
  const variant = "89ab"[Number.parseInt(hex.slice(16, 17), 16) & 3];
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
