// The door (D-23): one strict pass over untrusted bytes. RFC 8259 grammar, UTF-8, depth cap, no duplicate keys, no lone
// surrogates; tokens leave in ECMAScript form, whitespace is dropped, key order is kept. When nothing has to be rewritten
// the result is the input itself, without a copy.
// Invariants  D1 a zero byte stands behind the input and ends every token   D2 what was read and not rewritten lies
// between `copyFrom` and the present place (door-rewrite.ts).
import { scratchHeight, scratchPop, scratchPush } from '../memory/scratch'
import { DEPTH, OK, placeOffset, SYNTAX } from '../status'
import { sliceCell } from './cell'
import { admitKey, keyBit, keysAreUnique } from './door-keys'
import { admitNumber } from './door-number'
import { beginRewriting, dropInput, endRewriting, rewriteCount } from './door-rewrite'
import { admitString } from './door-string'
import { doorStatus, refuse, refusedAt, resetDoor } from './door-verdict'
import { clearOutline, noteArray } from './outline'
import { isSpace } from './scan'

/** Containers that may be nested. */
let depthCap: u32 = 0
/** Nesting at which arrays are outlined: 2 is directly in the root. */
let outlinedDepth: u32 = 0

/** Admits the bytes; on OK the output holds the normalised text. With `outline` the arrays of a root object are noted. */
export function admitBytes(start: usize, length: usize, maxNesting: u32, outline: bool): i32 {
  depthCap = maxNesting
  outlinedDepth = outline && load<u8>(start) == 0x7b ? 2 : 0
  if (outline) clearOutline()
  const height = scratchHeight()
  resetDoor()
  beginRewriting(start)
  let at = admitValue(dropSpace(start), 0)
  if (at != 0) at = dropSpace(at)
  scratchPop(height)
  if (at != start + length && doorStatus() == OK) refuse(SYNTAX, at)
  if (doorStatus() != OK) {
    // A duplicate key may have been found in a copy of its own, outside the input.
    const offset = refusedAt() - start
    placeOffset(offset <= length ? <i32>offset : -1)
    return doorStatus()
  }
  endRewriting(start + length)
  if (outline && rewriteCount() > 0) clearOutline()
  return OK
}

/** Admits the value at `at`; answers the address behind it, or 0 after a refusal. */
function admitValue(at: usize, depth: u32): usize {
  const first = <u32>load<u8>(at)
  if (first == 0x22) return admitString(at)
  if (first == 0x7b) return depth == depthCap ? refuse(DEPTH, at) : admitObject(at, depth + 1)
  if (first == 0x5b) return depth == depthCap ? refuse(DEPTH, at) : admitArray(at, depth + 1)
  if (first == 0x2d || first - 0x30 <= 9) return admitNumber(at)
  if (first == 0x74 && load<u32>(at) == 0x65757274) return at + 4
  if (first == 0x66 && load<u32>(at, 1) == 0x65736c61) return at + 5
  if (first == 0x6e && load<u32>(at) == 0x6c6c756e) return at + 4
  return refuse(SYNTAX, at)
}

function admitArray(from: usize, depth: u32): usize {
  const height = scratchHeight()
  let at = dropSpace(from + 1)
  if (load<u8>(at) == 0x5d) return at + 1
  while (true) {
    const start = at
    at = admitValue(at, depth)
    if (at == 0) return 0
    if (depth == outlinedDepth) scratchPush(sliceCell(start, at - start))
    at = dropSpace(at)
    const byte = <u32>load<u8>(at)
    if (byte == 0x5d) break
    if (byte != 0x2c) return refuse(SYNTAX, at)
    at = dropSpace(at + 1)
  }
  if (depth == outlinedDepth) {
    if (rewriteCount() == 0) noteArray(from, at + 1, height)
    scratchPop(height)
  }
  return at + 1
}

function admitObject(from: usize, depth: u32): usize {
  const height = scratchHeight()
  let bits: u64 = 0
  let alike = false
  let at = dropSpace(from + 1)
  if (load<u8>(at) == 0x7d) return at + 1
  while (true) {
    if (load<u8>(at) != 0x22) return refuse(SYNTAX, at)
    at = admitKey(at)
    if (at == 0) return 0
    const bit = keyBit()
    alike = alike || (bits & bit) != 0
    bits |= bit
    at = dropSpace(at)
    if (load<u8>(at) != 0x3a) return refuse(SYNTAX, at)
    at = admitValue(dropSpace(at + 1), depth)
    if (at == 0) return 0
    at = dropSpace(at)
    const byte = <u32>load<u8>(at)
    if (byte == 0x7d) break
    if (byte != 0x2c) return refuse(SYNTAX, at)
    at = dropSpace(at + 1)
  }
  // Most objects end here without a comparison.
  if (alike && !keysAreUnique(height)) return 0
  scratchPop(height)
  return at + 1
}

/** Leaves whitespace out of the output. */
@inline
function dropSpace(at: usize): usize {
  return load<u8>(at) > 0x20 ? at : dropSpaceSlow(at)
}

function dropSpaceSlow(from: usize): usize {
  let at = from
  while (isSpace(load<u8>(at))) at++
  if (at > from) dropInput(from, at)
  return at
}
