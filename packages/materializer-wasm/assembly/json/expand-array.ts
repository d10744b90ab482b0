// From the bytes of an array to an array node, in one pass: finds the elements' bounds and the closing bracket together.
import { scratchAt, scratchHeight, scratchPop, scratchPush } from '../memory/scratch'
import { makeArrayNode } from './array-node'
import { beginBlocks, closes, lookAt, matches, opens, outside } from './blocks'
import { sliceCell } from './cell'
import { isSpace } from './scan'

/** Address behind the array of the last successful expansion. */
let behind: usize = 0

export function behindArray(): usize {
  return behind
}

/** `from` is at the bracket, `end` an upper bound. Answers the node, or 0 when no closing bracket comes before `end`. */
export function expandArray(from: usize, end: usize): usize {
  const base = scratchHeight()
  const close = splitElements(from + 1, end)
  if (close == 0) {
    scratchPop(base)
    return 0
  }
  behind = close + 1
  const node = makeArrayNode(scratchAt(base), scratchHeight() - base, sliceCell(from, behind - from))
  scratchPop(base)
  return node
}

/** Pushes a slice cell per element; answers the address of the closing bracket, or 0. */
function splitElements(from: usize, end: usize): usize {
  let at = from
  let elementStart = from
  let depth: i32 = 1
  beginBlocks()
  while (at < end) {
    lookAt(at)
    const opening = opens()
    const closing = <i32>popcnt(closes())
    // Blocks that cannot come back to the array's own level hold nothing to split at.
    if (depth - closing > 1) {
      depth += <i32>popcnt(opening) - closing
      at += 64
      continue
    }
    const commas = matches(at, 0x2c) & outside()
    let both = opening | closes()
    let unseen: u64 = ~(<u64>0)
    while (true) {
      const bit = both & (0 - both)
      if (depth == 1) {
        // With no bracket left, bit - 1 wraps to all ones.
        let here = commas & unseen & (bit - 1)
        while (here != 0) {
          const comma = at + <usize>ctz(here)
          pushElement(elementStart, comma)
          elementStart = comma + 1
          here &= here - 1
        }
      }
      if (bit == 0) break
      if ((opening & bit) != 0) depth++
      else if (--depth == 0) {
        const close = at + <usize>ctz(bit)
        if (close >= end) return 0
        pushElement(elementStart, close)
        return close
      }
      unseen = ~(bit | (bit - 1))
      both &= both - 1
    }
    at += 64
  }
  return 0
}

@inline
function pushElement(from: usize, to: usize): void {
  let start = from
  let end = to
  while (start < end && isSpace(load<u8>(start))) start++
  while (end > start && isSpace(load<u8>(end - 1))) end--
  // Nothing between the brackets is an empty array.
  if (start < end) scratchPush(sliceCell(start, end - start))
}
