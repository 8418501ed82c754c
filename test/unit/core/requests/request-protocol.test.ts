import { expect, test } from "vitest";
import {
  nextStep,
  requestProtocol,
  type Protocol,
} from "../../../../src/core/requests/request-protocol.ts";
import {
  everyInterleaving,
  lateWorker,
  type Move,
  type Scenario,
  type World,
} from "../../../helpers/interleavings.ts";

const unserved = (world: World) => world.made & ~world.served;
const underWay = (world: World) =>
  world.participants.flatMap(({ covers }, index) => (covers === null ? [] : [index]));

/** One worker per checkout: whoever runs holds the lock, and nobody else runs. */
function brokenOneWorker(world: World): string | null {
  const running = underWay(world);
  if (running.length > 1) return `two runs at once: ${running.join(" and ")}`;
  const [worker] = running;
  return worker === undefined || worker === world.lock ? null : `${worker} runs without the lock`;
}

/** No lost wake-up: when all have left, every request has been served and nothing lies about. */
function brokenAllServed(world: World, moves: readonly Move[]): string | null {
  if (moves.length > 0) return null;
  if (unserved(world) !== 0) return "a request was never served";
  return world.request === null && world.running === null ? null : "a request file was left";
}

/** After deaths: what is owed is on disk, and the next worker that comes by pays it. */
function brokenNothingForgotten(protocol: Protocol) {
  return (world: World, moves: readonly Move[]): string | null => {
    if (moves.length > 0 || unserved(world) === 0) return null;
    if (world.request === null && world.running === null) return "an owed run has left no trace";
    const later = lateWorker(world, protocol);
    return unserved(later) === 0 ? null : "the next worker did not serve what a dead one left";
  };
}

/** Requests coalesce: without deaths there are never more runs than requests. */
function brokenNoIdleRun(world: World): string | null {
  const requests = world.made.toString(2).replaceAll("0", "").length;
  return world.runs > requests ? `${world.runs} runs for ${requests} requests` : null;
}

const scenario = (change: Partial<Scenario>): Scenario => ({
  protocol: requestProtocol,
  starts: ["request", "request", "request"],
  kills: 0,
  opens: 0,
  ...change,
});

test("without deaths every request of four is served, by one worker at a time, without an idle run", () => {
  const { worlds, violation } = everyInterleaving(
    scenario({ starts: ["request", "request", "request", "request"] }),
    (world, moves) =>
      brokenOneWorker(world) ?? brokenAllServed(world, moves) ?? brokenNoIdleRun(world),
  );
  expect(violation).toBeNull();
  expect(worlds).toBeGreaterThan(1000);
});

test("workers that start late, for requests already served, do nothing and lose nothing", () => {
  const { violation } = everyInterleaving(
    scenario({ starts: ["request", "request", "lock", "lock"] }),
    (world, moves) =>
      brokenOneWorker(world) ?? brokenAllServed(world, moves) ?? brokenNoIdleRun(world),
  );
  expect(violation).toBeNull();
});

test.each([
  { starts: ["request", "request", "request"], kills: 1 },
  { starts: ["request", "request", "lock"], kills: 2 },
  { starts: ["request", "request"], kills: 2 },
])(
  "whoever dies at whatever moment, what is owed stays on disk and the next worker serves it: $starts, $kills dead",
  ({ starts, kills }) => {
    const { worlds, violation } = everyInterleaving(
      scenario({ starts, kills }),
      (world, moves) =>
        brokenOneWorker(world) ?? brokenNothingForgotten(requestProtocol)(world, moves),
    );
    expect(violation).toBeNull();
    expect(worlds).toBeGreaterThan(1000);
  },
);

test("a run without a final outcome keeps its request for the next worker and does not spin", () => {
  const { violation } = everyInterleaving(
    scenario({ starts: ["request", "request"], opens: 2, kills: 1 }),
    (world, moves) =>
      brokenOneWorker(world) ??
      brokenNothingForgotten(requestProtocol)(world, moves) ??
      (world.runs > 2 + 2 + 1 ? "more runs than requests, retries and deaths" : null),
  );
  expect(violation).toBeNull();
});

test("any number of requests during one run cause exactly one more run", () => {
  const worker = 0;
  const { worlds, violation } = everyInterleaving(
    scenario({
      starts: ["run", "request", "request", "request", "request"],
      prepare: (world) => ({
        ...world,
        lock: worker,
        made: 1,
        running: 1,
        runs: 1,
        participants: world.participants.map((participant, index) =>
          index === worker ? { ...participant, covers: 1 } : participant,
        ),
      }),
      // The first run lasts until all four have asked.
      holdBack: (world, index) => index === worker && world.runs === 1 && world.made !== 0b11111,
    }),
    (world, moves) => {
      if (world.runs > 2) return `${world.runs} runs`;
      if (moves.length === 0 && world.runs !== 2) return `${world.runs} runs at the end`;
      return brokenOneWorker(world) ?? brokenAllServed(world, moves);
    },
  );
  expect(violation).toBeNull();
  expect(worlds).toBeGreaterThan(100);
});

const { look: _look, ...withoutLook } = requestProtocol;
const { recover: _recover, ...withoutRecover } = requestProtocol;

const mistakes: {
  name: string;
  change: Partial<Scenario> & { protocol: Protocol };
  ends: string;
}[] = [
  {
    name: "no look after the unlock",
    change: { protocol: { ...withoutLook, unlock: { unlocked: "leave" } } },
    ends: "a request was never served",
  },
  {
    name: "the lock first, and a request only where it is held",
    change: {
      starts: ["lock", "lock"],
      protocol: {
        ...withoutLook,
        lock: { free: "run", held: "request" },
        request: { made: "leave" },
        run: { final: "clear" },
        unlock: { unlocked: "leave" },
      },
    },
    ends: "a request was never served",
  },
  {
    name: "the look before the unlock",
    change: {
      protocol: {
        ...requestProtocol,
        recover: { left: "run", absent: "look" },
        look: { requested: "take", absent: "unlock" },
        unlock: { unlocked: "leave" },
      },
    },
    ends: "a request was never served",
  },
  {
    name: "the request removed before the run",
    change: {
      kills: 1,
      protocol: {
        ...requestProtocol,
        take: { taken: "clear", absent: "recover" },
        recover: { left: "clear", absent: "unlock" },
        clear: { cleared: "run" },
        run: { final: "take" },
      },
    },
    ends: "an owed run has left no trace",
  },
  {
    name: "a dead worker's request.running ignored",
    change: {
      kills: 1,
      protocol: { ...withoutRecover, take: { taken: "run", absent: "unlock" } },
    },
    ends: "the next worker did not serve what a dead one left",
  },
  {
    name: "no lock at all",
    change: {
      protocol: {
        ...requestProtocol,
        request: { made: "take" },
        recover: { left: "run", absent: "leave" },
      },
    },
    ends: "runs without the lock",
  },
];

test.each(mistakes)("the checker finds the mistake: $name", ({ change, ends }) => {
  const { violation } = everyInterleaving(scenario(change), (world, moves) => {
    const forgotten = brokenNothingForgotten(change.protocol)(world, moves);
    const lost = change.kills === undefined ? brokenAllServed(world, moves) : forgotten;
    return brokenOneWorker(world) ?? lost;
  });
  expect(violation?.at(-1)).toContain(ends);
});

test("a lost wake-up is told as the story that leads to it", () => {
  const protocol = { ...withoutLook, unlock: { unlocked: "leave" } };
  const { violation } = everyInterleaving(
    scenario({ protocol, starts: ["request", "request"] }),
    brokenAllServed,
  );
  const story = violation ?? [];
  const lastLook = story.findLastIndex((move) => move.endsWith("recover: absent"));
  expect(story.slice(lastLook)).toContainEqual(expect.stringMatching(/lock: held$/));
});

test("an answer that the table does not know stops the worker instead of guessing", () => {
  expect(() => nextStep(requestProtocol, "take", "maybe")).toThrow("take has no answer maybe");
});
