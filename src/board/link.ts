import { createHash } from "node:crypto";
import { changeStates, type ChangeState } from "./model.ts";

/** Names a change of a repository for ever; `archive/…` for an archived one. No spaces, no brackets. */
export function linkOf(repository: string, change: string): string {
  const plain = `openspec:${encode(repository)}#${encode(change)}`;
  // A field holds 512 characters; a path that would not leave room for the rest is told by its hash.
  return plain.length <= 400
    ? plain
    : `openspec:${fingerprint(repository, 32)}#${fingerprint(change, 32)}`;
}

const encode = (text: string) =>
  encodeURIComponent(text)
    .replaceAll("%2F", "/")
    .replace(/[()]/g, (bracket) => (bracket === "(" ? "%28" : "%29"));

/** The first hexadecimal digits of a text's SHA-256. */
export const fingerprint = (text: string, digits = 8): string =>
  createHash("sha256").update(text).digest("hex").slice(0, digits);

/**
 * What a card remembers of its change: the link, and what sync-hooks last made of it. By that a person's own
 * move, name or text is told from the change's.
 */
export type CardRecord = {
  link: string;
  state: ChangeState;
  /** Fingerprints of the name and text that were written last. */
  name: string;
  text: string;
  /** Whether the label was put on once: a person may have taken it off since. */
  labelled: boolean;
};

export const recordText = ({ link, state, name, text, labelled }: CardRecord): string =>
  `${link} state=${state} name=${name} text=${text}${labelled ? " labelled" : ""}`;

/** Reads what `recordText` wrote; null for anything else. */
export function readRecord(content: string): CardRecord | null {
  const match =
    /^(openspec:\S+) state=([a-z_]+) name=([0-9a-f]+) text=([0-9a-f]+)( labelled)?$/.exec(
      content.trim(),
    );
  const [, link, state, name, text, labelled] = match ?? [];
  const known = changeStates.find((one) => one === state);
  if (!link || !known || !name || !text) return null;
  return { link, state: known, name, text, labelled: labelled !== undefined };
}

/** A link reference definition, which markdown does not show. */
const marker = /\n*^\[\/\/\]: # \((openspec:[^()\n]*)\)[ \t]*$/m;

export const withMarker = (text: string | null, record: CardRecord): string =>
  `${text === null ? "" : `${text}\n\n`}[//]: # (${recordText(record)})`;

/** A description's own text, and the record in its marker line. */
export function readDescription(description: string | null): {
  text: string | null;
  record: CardRecord | null;
} {
  const match = marker.exec(description ?? "");
  if (!match || description === null) return { text: description, record: null };
  const rest = description.slice(0, match.index) + description.slice(match.index + match[0].length);
  return { text: rest.trim() === "" ? null : rest, record: readRecord(match[1] ?? "") };
}
