// Value equality. Behind the door equal values have equal tokens (D-23), so only key order is left to see through.
import { equalBytes } from '../memory/bytes'
import { elementAt, elementCount } from './array-node'
import { ARRAY, cellAddress, cellLength, cellTag, SLICE, textLength, textStart } from './cell'
import { entryCell, entryKey } from './entry'
import { entryAt, findKey, memberCount } from './object-node'
import { openCell } from './tree'

/** Compares the values of two cells by their places; opens containers that differ in bytes. */
export function equalAt(leftPlace: usize, rightPlace: usize): bool {
  const leftCell = load<u64>(leftPlace)
  const rightCell = load<u64>(rightPlace)
  if (leftCell == rightCell) return true
  if (cellTag(leftCell) == SLICE && cellTag(rightCell) == SLICE) {
    const left = cellAddress(leftCell)
    const right = cellAddress(rightCell)
    if (cellLength(leftCell) == cellLength(rightCell) && equalBytes(left, right, cellLength(leftCell))) return true
    // Only containers of one kind can still be equal.
    const first = load<u8>(left)
    if (first != load<u8>(right) || (<u32>first | 0x20) != 0x7b) return false
  }
  const left = openCell(leftPlace)
  const right = openCell(rightPlace)
  if (left == 0 || right == 0 || cellTag(left) != cellTag(right)) return false
  if (cellTag(left) == ARRAY) return equalArrays(cellAddress(left), cellAddress(right))
  return equalObjects(cellAddress(left), cellAddress(right))
}

function equalArrays(left: usize, right: usize): bool {
  const count = elementCount(left)
  if (count != elementCount(right)) return false
  for (let index: u32 = 0; index < count; index++) {
    if (!equalAt(elementAt(left, index), elementAt(right, index))) return false
  }
  return true
}

function equalObjects(left: usize, right: usize): bool {
  const count = memberCount(left)
  if (count != memberCount(right)) return false
  for (let index: u32 = 0; index < count; index++) {
    const entry = entryAt(left, index)
    const key = entryKey(entry)
    const found = findKey(right, textStart(key), textLength(key))
    if (found < 0) return false
    if (!equalAt(entryCell(entry), entryCell(entryAt(right, <u32>found)))) return false
  }
  return true
}
