import type { Operation } from "../model.ts";
import { performOperation } from "./perform-operation.ts";
import type { Access } from "./request.ts";

/** So many parents are worked on at a time; the children of one are written one after the other. */
const lanesAtATime = 4;

/**
 * Carries the operations out: first the board's own, then those of each list, then those of each card, the lists
 * and the cards each at most four at a time. Throws what the first failing request throws, once those under way
 * have ended; the others are not begun. Gives the ids of what was made, by its name.
 */
export async function applyOperations(
  access: Access,
  boardId: string,
  operations: readonly Operation[],
  onDone: (operation: Operation) => void,
): Promise<Map<string, string>> {
  const made = new Map<string, string>([["board", boardId]]);
  const idOf = (reference: string) => made.get(reference) ?? reference;
  for (const lanes of stagesOf(operations))
    await eachLane(lanes, async (operation) => {
      const id = await performOperation(access, operation, idOf);
      if ("as" in operation && id !== null) made.set(operation.as, id);
      onDone(operation);
    });
  return made;
}

/** The operations by stage and, in a stage, by the parent that they change. */
function stagesOf(operations: readonly Operation[]): Operation[][][] {
  const stages = [0, 1, 2].map(() => new Map<string, Operation[]>());
  for (const operation of operations) {
    const [stage, parent] = placeOf(operation);
    const lanes = stages[stage];
    const lane = lanes?.get(parent);
    if (lane) lane.push(operation);
    else lanes?.set(parent, [operation]);
  }
  return stages.map((lanes) => [...lanes.values()]);
}

function placeOf(operation: Operation): [stage: 0 | 1 | 2, parent: string] {
  switch (operation.do) {
    case "create-list":
    case "create-label":
    case "create-field-group":
    case "create-field":
      return [0, "board"];
    case "create-card":
    case "move-card":
      return [1, operation.list];
    case "update-card":
    case "label-card":
    case "create-task-list":
    case "create-task":
    case "update-task":
    case "delete-task":
    case "set-field":
      return [2, operation.card];
  }
}

async function eachLane(
  lanes: readonly (readonly Operation[])[],
  work: (operation: Operation) => Promise<void>,
): Promise<void> {
  const waiting = lanes.values();
  const failures: unknown[] = [];
  const worker = async () => {
    for (const lane of waiting)
      for (const operation of lane) {
        if (failures.length > 0) return;
        await work(operation).catch((error: unknown) => failures.push(error));
      }
  };
  await Promise.all(Array.from({ length: Math.min(lanesAtATime, lanes.length) }, worker));
  if (failures.length > 0) throw failures[0];
}
