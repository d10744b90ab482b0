// RFC 6901 pointers in their JSON spelling. A token of a pointer and a key of the document are both spelled as behind the
// door, and the characters ~0 and ~1 stand for need no JSON escape, so tokens are compared with keys byte by byte.
import { bump } from '../memory/arena'
import { elementAt, elementCount } from '../json/array-node'
import { cellAddress, cellTag, OBJECT } from '../json/cell'
import { markDirty } from '../json/dirty'
import { entryCell } from '../json/entry'
import { entryAt, findKey } from '../json/object-node'
import { openCell, rootPlace, sawCorruption } from '../json/tree'
import { CORRUPT, INDEX_INVALID, OK, PATH_MISSING, POINTER_INVALID } from '../status'

/** Answer of `indexOf` for a token that is no array index. */
export const NO_INDEX: u32 = 0xffffffff

let tokenStart: usize = 0
let tokenLength: usize = 0
let foundContainer: u64 = 0
let foundPlace: usize = 0

/** The last token of the last walk, ~ escapes undone. */
@inline
export function lastTokenStart(): usize {
  return tokenStart
}

@inline
export function lastTokenLength(): usize {
  return tokenLength
}

/** Container that the last token of `walkToParent` names something in. */
@inline
export function containerCell(): u64 {
  return foundContainer
}

/** Place found by `walkTo`. */
@inline
export function targetPlace(): usize {
  return foundPlace
}

/** OK when the text is empty or begins with a slash and every ~ is followed by 0 or 1. */
export function checkPointer(start: usize, length: usize): i32 {
  if (length == 0) return OK
  if (load<u8>(start) != 0x2f) return POINTER_INVALID
  const end = start + length
  for (let at = start; at < end; at++) {
    if (load<u8>(at) != 0x7e) continue
    if (at + 1 == end || (<u32>load<u8>(at, 1) & 0xfe) != 0x30) return POINTER_INVALID
  }
  return OK
}

/** Number of tokens of a valid pointer. */
export function tokenCount(start: usize, length: usize): u32 {
  let count: u32 = 0
  for (let at = start; at < start + length; at++) if (load<u8>(at) == 0x2f) count++
  return count
}

/** Sets the token between two places, undoing ~1 and ~0. */
function setToken(start: usize, end: usize, hasTilde: bool): void {
  tokenStart = start
  tokenLength = end - start
  if (!hasTilde) return
  const copy = bump(tokenLength + 16)
  let target = copy
  for (let at = start; at < end; at++) {
    let byte = load<u8>(at)
    if (byte == 0x7e) {
      at++
      byte = load<u8>(at) == 0x31 ? 0x2f : 0x7e
    }
    store<u8>(target++, byte)
  }
  tokenStart = copy
  tokenLength = target - copy
}

/** The last token as an array index: decimal digits without leading zeros, else NO_INDEX. */
export function tokenIndex(): u32 {
  if (tokenLength == 0 || tokenLength > 9) return NO_INDEX
  if (load<u8>(tokenStart) == 0x30 && tokenLength > 1) return NO_INDEX
  let value: u32 = 0
  for (let at: usize = 0; at < tokenLength; at++) {
    const digit = <u32>load<u8>(tokenStart + at) - 0x30
    if (digit > 9) return NO_INDEX
    value = value * 10 + digit
  }
  return value
}

/** Whether the last token is `-`, the place behind the last element. */
export function tokenIsDash(): bool {
  return tokenLength == 1 && load<u8>(tokenStart) == 0x2d
}

/** Finds what the last token names in a container; 0 with `missing` as the reason when there is nothing. */
let missing: i32 = OK

function placeInside(container: u64): usize {
  const node = cellAddress(container)
  if (cellTag(container) == OBJECT) {
    const found = findKey(node, tokenStart, tokenLength)
    if (found >= 0) return entryCell(entryAt(node, <u32>found))
    missing = PATH_MISSING
    return 0
  }
  const index = tokenIndex()
  if (index < elementCount(node)) return elementAt(node, index)
  missing = INDEX_INVALID
  return 0
}

/** Sets the token that begins at `at`; answers the address of its end. */
export function readToken(at: usize, end: usize): usize {
  let tokenEnd = at
  let hasTilde = false
  while (tokenEnd < end) {
    const byte = load<u8>(tokenEnd)
    if (byte == 0x2f) break
    if (byte == 0x7e) hasTilde = true
    tokenEnd++
  }
  setToken(at, tokenEnd, hasTilde)
  return tokenEnd
}

/** Walks to the container of the last token, marking every container on the way dirty when asked to. */
export function walkToParent(start: usize, length: usize, willChange: bool): i32 {
  const end = start + length
  let place = rootPlace()
  let at = start + 1
  while (true) {
    const tokenEnd = readToken(at, end)
    const container = openCell(place)
    if (container == 0) return sawCorruption() ? CORRUPT : PATH_MISSING
    if (willChange) markDirty(cellAddress(container))
    if (tokenEnd == end) {
      foundContainer = container
      return OK
    }
    place = placeInside(container)
    if (place == 0) return missing
    at = tokenEnd + 1
  }
}

/** Walks to an existing value. */
export function walkTo(start: usize, length: usize): i32 {
  if (length == 0) {
    foundPlace = rootPlace()
    return OK
  }
  const status = walkToParent(start, length, false)
  if (status != OK) return status
  foundPlace = placeInside(foundContainer)
  return foundPlace == 0 ? missing : OK
}
