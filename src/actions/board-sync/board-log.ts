import { closeSync, openSync, writeSync } from "node:fs";
import type { Operation } from "../../board/model.ts";
import { redact } from "../../core/redact.ts";
import type { Clock } from "../../system/clock.ts";

export type BoardLog = { write: (text: string) => void; close: () => void };

/** A log that takes the place of the run's before; each line is there as soon as it is written. */
export function openBoardLog(file: string, clock: Clock): BoardLog {
  const descriptor = openSync(file, "w", 0o600);
  return {
    write: (text) => void writeSync(descriptor, `${clock.now().toISOString()} ${redact(text)}\n`),
    close: () => closeSync(descriptor),
  };
}

/** One operation in words, for the log and `--dry-run`. */
export function operationWords(operation: Operation): string {
  switch (operation.do) {
    case "create-list":
      return `create the list ${operation.name}`;
    case "create-label":
      return `create the label ${operation.name}`;
    case "create-field-group":
      return `create the custom field group ${operation.name}`;
    case "create-field":
      return `create the custom field ${operation.name}`;
    case "create-card":
      return `create the card ${operation.name}`;
    case "move-card":
      return `move ${cardWords(operation.card)} to ${operation.list.replace("new:list:", "")}`;
    case "update-card":
      return `write ${Object.keys(operation.set).join(" and ")} of ${cardWords(operation.card)}`;
    case "label-card":
      return `label ${cardWords(operation.card)}`;
    case "create-task-list":
      return `create the task list of ${cardWords(operation.card)}`;
    case "create-task":
      return `add ${operation.done ? "[x]" : "[ ]"} ${operation.name} to ${cardWords(operation.card)}`;
    case "update-task":
      return `write ${Object.keys(operation.set).join(" and ")} of a task of ${cardWords(operation.card)}`;
    case "delete-task":
      return `delete a task of ${cardWords(operation.card)}`;
    case "set-field":
      return `remember ${operation.content} on ${cardWords(operation.card)}`;
  }
}

const cardWords = (card: string) => `card ${card.replace(/^new:card:/, "")}`;
