/** Takes in one text after the other; `end` gives the fingerprint of all of them together, and begins anew. */
export type Fingerprinter = {
  add: (text: string, from?: number, to?: number) => void;
  end: () => number;
};

/**
 * Makes fingerprints of 53 bits of a text's characters. cyrb53: two lanes of multiply and xor.
 * https://github.com/bryc/code/blob/master/jshash
 */
export function fingerprinter(): Fingerprinter {
  let [high, low] = seeds;
  return {
    add(text, from = 0, to = text.length) {
      let [above, below] = [high, low];
      for (let index = from; index < to; index += 1) {
        const unit = text.charCodeAt(index);
        above = Math.imul(above ^ unit, 2654435761);
        below = Math.imul(below ^ unit, 1597334677);
      }
      [high, low] = [above, below];
    },
    end() {
      const above =
        Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909);
      const below =
        Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(above ^ (above >>> 13), 3266489909);
      [high, low] = seeds;
      return 4294967296 * (2097151 & below) + (above >>> 0);
    },
  };
}

// As 32-bit integers: larger numbers would be boxed.
const seeds: readonly [number, number] = [0xdeadbeef | 0, 0x41c6ce57];

const one = fingerprinter();

/** A fingerprint of 53 bits of a text's characters between two offsets. */
export function fingerprint(text: string, from = 0, to = text.length): number {
  one.add(text, from, to);
  return one.end();
}
