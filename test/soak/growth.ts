import type { Usage } from "./watcher.ts";

/** The middle one of what was seen in the middle and in the last third of a time: by then a heap has its size. */
export type Growth = { before: Usage; after: Usage };

export function growthOf(samples: readonly Usage[]): Growth {
  const third = Math.floor(samples.length / 3);
  return {
    before: middleOf(samples.slice(third, 2 * third)),
    after: middleOf(samples.slice(2 * third)),
  };
}

function middleOf(samples: readonly Usage[]): Usage {
  const middle = (field: keyof Usage) => {
    const sorted = samples.map((usage) => usage[field]).toSorted((a, b) => a - b);
    return sorted[Math.floor(sorted.length / 2)] ?? 0;
  };
  return {
    descriptors: middle("descriptors"),
    watches: middle("watches"),
    megabytes: middle("megabytes"),
  };
}

/** Descriptors that come and go with eight syncs at a time. */
const descriptorsInMotion = 40;
/** A heap that has not been collected yet. */
const heapInMotion = 1.25;

/** A watcher of a few seconds still loads what it needs. */
const enoughSamples = 60;

export function growthFaults(samples: readonly Usage[]): string[] {
  if (samples.length < enoughSamples) return [];
  const { before, after } = growthOf(samples);
  const descriptors = after.descriptors - before.descriptors;
  const watches = after.watches - before.watches;
  return [
    ...(descriptors > descriptorsInMotion ? [`${descriptors} descriptors more than before`] : []),
    ...(watches > 0 ? [`${watches} inotify watches more than before`] : []),
    ...(after.megabytes > before.megabytes * heapInMotion
      ? [`${after.megabytes} MB of memory, ${before.megabytes} MB before`]
      : []),
  ];
}

export const usageWords = ({ descriptors, watches, megabytes }: Usage): string =>
  `${descriptors} descriptors, ${watches} watches, ${megabytes} MB`;
