// Which elements have moved: those outside the longest run of elements that kept their order, so that as few as possible are.
import { bump } from '../memory/arena'
import { cellBefore, markMoved, oldIndex } from './touched'

const NONE: u32 = 0xffffffff

@inline
function word(array: usize, index: u32): u32 {
  return load<u32>(array + (<usize>index << 2))
}

@inline
function setWord(array: usize, index: u32, value: u32): void {
  store<u32>(array + (<usize>index << 2), value)
}

/** Marks the moved ones among records in their new order; elements that are new do not count. */
export function markMoves(order: usize, count: u32): void {
  // For every length the run of that length that ends at the smallest old index, by its last element; and who came before whom.
  const ends = bump(<usize>count << 2)
  const previous = bump(<usize>count << 2)
  let longest: u32 = 0
  for (let at: u32 = 0; at < count; at++) {
    const record = <usize>word(order, at)
    if (cellBefore(record) == 0) continue
    const length = longestBefore(order, ends, longest, oldIndex(record))
    setWord(previous, at, length == 0 ? NONE : word(ends, length - 1))
    setWord(ends, length, at)
    if (length == longest) longest++
  }
  let kept = longest == 0 ? NONE : word(ends, longest - 1)
  for (let at = count; at > 0; at--) {
    const record = <usize>word(order, at - 1)
    if (cellBefore(record) == 0) continue
    if (at - 1 == kept) kept = word(previous, kept)
    else markMoved(record)
  }
}

/** How long a run can be that an element with that old index continues. */
function longestBefore(order: usize, ends: usize, longest: u32, old: u32): u32 {
  let low: u32 = 0
  let high = longest
  // Mostly nothing has moved and the element continues the longest run.
  if (high > 0 && oldIndex(<usize>word(order, word(ends, high - 1))) < old) return high
  while (low < high) {
    const middle = (low + high) >> 1
    if (oldIndex(<usize>word(order, word(ends, middle))) < old) low = middle + 1
    else high = middle
  }
  return low
}
