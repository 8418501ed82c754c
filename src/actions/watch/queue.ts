export type Queue = {
  /**
   * Does the work when its turn comes; of one key only one at a time. Work that must not reject. Where the same
   * job waits already, that one will do: it begins after this moment, too.
   */
  add: (key: string, job: string, work: () => Promise<void>) => Promise<void>;
  /** Drops what has not begun, and waits for what has. */
  end: () => Promise<void>;
};

type Waiting = {
  key: string;
  job: string;
  work: () => Promise<void>;
  ended: Promise<void>;
  done: () => void;
};

/** Work that comes in while other work is under way: at most `limit` at a time, in the order in which it came. */
export function openQueue(limit: number): Queue {
  let waiting: Waiting[] = [];
  const underWay = new Map<string, Promise<void>>();

  function startWhatFits(): void {
    while (underWay.size < limit) {
      const index = waiting.findIndex(({ key }) => !underWay.has(key));
      const [next] = index === -1 ? [] : waiting.splice(index, 1);
      if (!next) return;
      const ended = next.work().then(() => {
        underWay.delete(next.key);
        next.done();
        startWhatFits();
      });
      underWay.set(next.key, ended);
    }
  }

  return {
    add(key, job, work) {
      const same = waiting.find((one) => one.key === key && one.job === job);
      if (same) return same.ended;
      let done = () => {};
      const ended = new Promise<void>((resolve) => (done = resolve));
      waiting.push({ key, job, work, ended, done });
      startWhatFits();
      return ended;
    },
    async end() {
      for (const { done } of waiting) done();
      waiting = [];
      await Promise.all(underWay.values());
    },
  };
}
