// Where a node stands. Its position as editors write it, `"position":{"x":1,"y":2}`, is found without reading the members
// before it: from the ends of the containers directly in the node, each read backwards. Behind the door this is exact. The
// bracket at such an end stands outside strings, and so does every byte that is then matched: a quote behind `,` or `{` is no
// escaped one, nor is one behind anything but a backslash. Keys are not repeated, so the first match is the member.
import { cellAddress, cellLength, cellTag, SLICE, sliceCell, text } from '../json/cell'
import { peekMember, peekNumber } from '../json/peek'
import { scanContainer } from '../json/scan'
import { scratchAt, scratchHeight, scratchPop } from '../memory/scratch'

const POSITION_NAME: usize = memory.data<u8>([0x70, 0x6f, 0x73, 0x69, 0x74, 0x69, 0x6f, 0x6e, 0, 0, 0, 0, 0, 0, 0, 0])
const AXIS_NAMES: usize = memory.data<u8>([0x78, 0x79, 0, 0, 0, 0, 0, 0, 0, 0])
// Text as little-endian words.
const WORD_Y_KEY: u32 = 0x3a227922
const WORD_X_KEY: u32 = 0x3a227822
const WORD_POSITIO: u64 = 0x6f697469736f7022
const WORD_N_KEY: u32 = 0x7b3a226e
const BACKSLASH: u8 = 0x5c
/** Bytes of `"position":{`. */
const NAME_BYTES: usize = 12

let x: u64 = 0
let y: u64 = 0

/** Where the node located last stands; NaN where it does not say. */
export function locatedX(): f64 {
  return peekNumber(x)
}

export function locatedY(): f64 {
  return peekNumber(y)
}

/** Finds where a node stands. */
export function locate(node: u64): void {
  const start = cellAddress(node)
  if (cellTag(node) == SLICE && findBackwards(start, start + cellLength(node))) return
  const position = peekMember(node, text(POSITION_NAME, 8))
  // No position has no members either.
  x = peekMember(position, text(AXIS_NAMES, 1))
  y = peekMember(position, text(AXIS_NAMES + 1, 1))
}

function findBackwards(from: usize, end: usize): bool {
  const base = scratchHeight()
  let found = false
  if (scanContainer(from, end, 1) != 0) {
    for (let index = base; index < scratchHeight() && !found; index++) {
      const inner = load<u64>(scratchAt(index))
      found = endsWithPosition(cellAddress(inner) + cellLength(inner) - 1)
    }
  }
  scratchPop(base)
  return found
}

/** Whether the member that ends with the bracket at `close` is one. What stands between two matches can only be a comma. */
function endsWithPosition(close: usize): bool {
  at = close
  y = numberOf(WORD_Y_KEY)
  if (y == 0) return false
  at--
  x = numberOf(WORD_X_KEY)
  const name = at - NAME_BYTES
  return x != 0 && load<u64>(name) == WORD_POSITIO && load<u32>(name, 8) == WORD_N_KEY && load<u8>(name - 1) != BACKSLASH
}

/** Place of the key matched last. */
let at: usize = 0

/** The digits, points and minus signs before `at` when this key stands before them; no other form of a number is looked for. */
function numberOf(key: u32): u64 {
  const end = at
  while (<u32>load<u8>(at - 1) - 0x2d <= 12) at--
  const number = sliceCell(at, end - at)
  at -= 4
  return load<u32>(at) == key ? number : 0
}
