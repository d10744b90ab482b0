/**
 * Seeded chance (mulberry32): the same seed draws the same workflows, faults and moments. What the processes make of them is theirs.
 * @param {number} seed
 */
export function seededRandom(seed) {
  let state = seed >>> 0
  const fraction = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  return {
    fraction,
    /** @param {number} least @param {number} most whole number, both ends included */
    between: (least, most) => least + Math.floor(fraction() * (most - least + 1)),
    /** @param {number} probability */
    chance: (probability) => fraction() < probability,
    /** @template T @param {readonly T[]} list @returns {T} */
    pick: (list) => list[Math.floor(fraction() * list.length)],
  }
}

/** @typedef {ReturnType<typeof seededRandom>} Random */
