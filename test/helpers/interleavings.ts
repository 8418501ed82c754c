import { nextStep, type Protocol } from "../../src/core/requests/request-protocol.ts";

/**
 * A checkout as the model checker sees it. Requests are bits of a mask, one for each participant that may
 * make one; the files hold the masks of what they were made for, or null where they are absent.
 */
export type World = {
  request: number | null;
  running: number | null;
  /** The participant that holds the lock. */
  lock: number | null;
  /** Every request made so far, and those for which a run that started later has ended. */
  made: number;
  served: number;
  runs: number;
  participants: readonly Participant[];
  killsLeft: number;
  opensLeft: number;
};

export type Participant = {
  step: string;
  alive: boolean;
  /** While a run is under way: the requests that were made before it started. */
  covers: number | null;
};

export type Scenario = {
  protocol: Protocol;
  /** The first step of each participant. */
  starts: readonly string[];
  /** How many participants may die, each at any moment. */
  kills: number;
  /** How many runs may end without a final outcome. */
  opens: number;
  /** Changes the world at the start. */
  prepare?: (world: World) => World;
  /** A move that may not happen yet in this world. */
  holdBack?: (world: World, participant: number) => boolean;
};

const mostWorlds = 2_000_000;

export type Move = { to: World; name: string };

/**
 * Walks through every interleaving of the scenario's participants, with deaths at every moment, and asks
 * `broken` of each world reached; `moves` is empty where everybody has left or died. Gives the number of
 * worlds and the shortest story that leads to a broken promise, or null.
 */
export function everyInterleaving(
  scenario: Scenario,
  broken: (world: World, moves: readonly Move[]) => string | null,
): { worlds: number; violation: string[] | null } {
  const first = startOf(scenario);
  const cameFrom = new Map<string, { parent: string | null; name: string }>();
  cameFrom.set(keyOf(first), { parent: null, name: "start" });
  let layer = [first];
  while (layer.length > 0) {
    const nextLayer: World[] = [];
    for (const world of layer) {
      const moves = movesFrom(world, scenario);
      const complaint = broken(world, moves);
      if (complaint !== null)
        return {
          worlds: cameFrom.size,
          violation: [...storyTo(keyOf(world), cameFrom), complaint],
        };
      for (const move of moves) {
        const key = keyOf(move.to);
        if (cameFrom.has(key)) continue;
        if (cameFrom.size >= mostWorlds) throw new Error("the scenario does not end");
        cameFrom.set(key, { parent: keyOf(world), name: move.name });
        nextLayer.push(move.to);
      }
    }
    layer = nextLayer;
  }
  return { worlds: cameFrom.size, violation: null };
}

/** Lets one more participant, which makes no request of its own, run alone to its end. */
export function lateWorker(world: World, protocol: Protocol): World {
  const index = world.participants.length;
  let now: World = {
    ...world,
    killsLeft: 0,
    opensLeft: 0,
    participants: [...world.participants, { step: "lock", alive: true, covers: null }],
  };
  while (now.participants[index]?.step !== "leave")
    now = stepsOf(now, index, protocol)[0]?.to ?? stuck(index);
  return now;
}

function startOf(scenario: Scenario): World {
  const world: World = {
    request: null,
    running: null,
    lock: null,
    made: 0,
    served: 0,
    runs: 0,
    participants: scenario.starts.map((step) => ({ step, alive: true, covers: null })),
    killsLeft: scenario.kills,
    opensLeft: scenario.opens,
  };
  return scenario.prepare?.(world) ?? world;
}

function movesFrom(world: World, scenario: Scenario): Move[] {
  return world.participants.flatMap((participant, index) => {
    if (!participant.alive || participant.step === "leave") return [];
    const steps = scenario.holdBack?.(world, index) ? [] : stepsOf(world, index, scenario.protocol);
    return world.killsLeft > 0 ? [...steps, kill(world, index)] : steps;
  });
}

function kill(world: World, index: number): Move {
  const to = {
    ...withParticipant(world, index, { alive: false, covers: null }),
    lock: world.lock === index ? null : world.lock,
    killsLeft: world.killsLeft - 1,
  };
  return { to, name: `${index} dies` };
}

/** What the participant's next step may do: one move, or two where a run may end either way. */
function stepsOf(world: World, index: number, protocol: Protocol): Move[] {
  const participant = world.participants[index];
  if (!participant) return [];
  const answered = (change: Partial<World>, answer: string): Move => {
    const step = nextStep(protocol, participant.step, answer);
    const to = withParticipant({ ...world, ...change }, index, { step, covers: null });
    return { to, name: `${index} ${participant.step}: ${answer}` };
  };
  switch (participant.step) {
    case "request": {
      const mine = 1 << index;
      const change = { request: (world.request ?? 0) | mine, made: world.made | mine };
      return [answered(change, "made")];
    }
    case "lock":
      return [world.lock === null ? answered({ lock: index }, "free") : answered({}, "held")];
    case "take":
      return world.request === null
        ? [answered({}, "absent")]
        : [answered({ request: null, running: world.request }, "taken")];
    case "recover":
      return [answered({}, world.running === null ? "absent" : "left")];
    case "run": {
      const { covers } = participant;
      if (covers === null) {
        const to = withParticipant({ ...world, runs: world.runs + 1 }, index, {
          covers: world.made,
        });
        return [{ to, name: `${index} run: starts` }];
      }
      const ended = answered({ served: world.served | covers }, "final");
      if (world.opensLeft === 0) return [ended];
      return [ended, answered({ opensLeft: world.opensLeft - 1 }, "open")];
    }
    case "clear":
      return [answered({ running: null }, "cleared")];
    case "unlock":
      return [answered({ lock: null }, "unlocked")];
    case "look":
      return [answered({}, world.request === null ? "absent" : "requested")];
    default:
      throw new Error(`the model does not know the step ${participant.step}`);
  }
}

function withParticipant(world: World, index: number, change: Partial<Participant>): World {
  const participants = world.participants.map((participant, at) =>
    at === index ? { ...participant, ...change } : participant,
  );
  return { ...world, participants };
}

function storyTo(
  key: string,
  cameFrom: ReadonlyMap<string, { parent: string | null; name: string }>,
): string[] {
  const story: string[] = [];
  for (let at: string | null = key; at !== null;) {
    const from = cameFrom.get(at);
    if (!from) break;
    story.unshift(from.name);
    at = from.parent;
  }
  return story;
}

const keyOf = (world: World) => JSON.stringify(world);

function stuck(index: number): never {
  throw new Error(`participant ${index} cannot move`);
}
