/** Something that only so many may use at a time: a remote host, a common git directory. */
export type Share = { key: string; limit: number };

/** One that is given: it may be left before the work has ended, and taken again where more of its kind comes. */
export type Turn = { leave: () => void; again: () => Promise<void> };

export type Turns = { enter: (shares: readonly Share[]) => Promise<Turn> };

/** For work that nobody bounds. */
export const freeTurn: Turn = { leave() {}, async again() {} };

/**
 * Gives turns to at most `limit` at a time and to no more of one share than its own limit, to whoever came first.
 * Who has to wait for a share lets those behind pass.
 */
export function openTurns(limit: number): Turns {
  const waiting: { shares: readonly Share[]; begin: () => void }[] = [];
  const inUse = new Map<string, number>();
  let underWay = 0;
  const isFree = ({ key, limit: most }: Share) => (inUse.get(key) ?? 0) < most;
  const count = (shares: readonly Share[], by: 1 | -1) => {
    underWay += by;
    for (const { key } of shares) inUse.set(key, (inUse.get(key) ?? 0) + by);
  };
  const next = () => {
    if (underWay === limit) return undefined;
    const index = waiting.findIndex(({ shares }) => shares.every(isFree));
    return index === -1 ? undefined : waiting.splice(index, 1)[0];
  };
  const beginWhatFits = () => {
    for (let one = next(); one !== undefined; one = next()) {
      count(one.shares, 1);
      one.begin();
    }
  };
  const wait = (shares: readonly Share[]) =>
    new Promise<void>((begin) => {
      waiting.push({ shares, begin });
      beginWhatFits();
    });
  return {
    async enter(shares) {
      await wait(shares);
      let isHeld = true;
      return {
        leave() {
          if (!isHeld) return;
          isHeld = false;
          count(shares, -1);
          beginWhatFits();
        },
        async again() {
          if (isHeld) return;
          await wait(shares);
          isHeld = true;
        },
      };
    },
  };
}
