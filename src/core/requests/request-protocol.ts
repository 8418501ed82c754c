/**
 * How requests for a sync become runs, as data. Any number of requesters and workers of one checkout follow
 * this table at once; each step touches the world once, atomically, and its answer names the next step.
 *
 * The order is what makes it safe. A request is made before the lock is tried, and a worker looks again
 * after it has unlocked: whoever asks in between either gets the lock or is seen by that last look.
 */
export const requestProtocol = {
  /** Add a line to the request file. */
  request: { made: "lock" },
  /** Try the checkout's lock. Where it is held, its holder will see the request. */
  lock: { free: "take", held: "leave" },
  /** Rename the request to request.running: what is asked from now on makes a new request. */
  take: { taken: "run", absent: "recover" },
  /** No new request; one that a dead worker had taken is still owed. */
  recover: { left: "run", absent: "unlock" },
  /** One whole sync. An `open` end keeps the request for the next worker. */
  run: { final: "clear", open: "unlock" },
  /** Remove request.running, then see whether more was asked meanwhile. */
  clear: { cleared: "take" },
  unlock: { unlocked: "look" },
  /** The look that no wake-up escapes: is there a request now that the lock is free? */
  look: { requested: "lock", absent: "leave" },
} as const satisfies Protocol;

/** Step → answer → next step, or `leave`. */
export type Protocol = Readonly<Record<string, Readonly<Record<string, string>>>>;

type Table = typeof requestProtocol;
export type Step = keyof Table;

/** What each step does to the world; its answer is one of the words that the table knows for that step. */
export type StepEffects = {
  [S in Step]: () => keyof Table[S] | Promise<keyof Table[S]>;
};

/**
 * Follows the protocol from its first step (`request`, or `lock` where the hook has made the request)
 * until there is nothing left to do. An effect that throws ends it there.
 */
export async function followProtocol(first: Step, effects: StepEffects): Promise<void> {
  let step: string = first;
  while (step !== "leave") step = nextStep(requestProtocol, step, await effects[step as Step]());
}

/** The step that follows an answer. Throws where the table does not know that answer for that step. */
export function nextStep(protocol: Protocol, step: string, answer: string): string {
  const next = protocol[step]?.[answer];
  if (next === undefined) throw new Error(`the step ${step} has no answer ${answer}`);
  return next;
}
