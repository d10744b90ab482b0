// The difference of two values as operations, as deep inside as it goes. The path names the place of both.
import { elementAt, elementCount } from '../json/array-node'
import { ARRAY, cellAddress, cellTag, OBJECT, textLength, textStart } from '../json/cell'
import { entryCell, entryKey } from '../json/entry'
import { equalAt } from '../json/equal'
import { entryAt, findKey, memberCount } from '../json/object-node'
import { openCell } from '../json/tree'
import { enterIndex, enterKey, leave, putOperation, putOperationWithValue } from './operation-writer'

/** Writes what turns the value at one place into the value at the other. */
export function writeDifference(before: usize, after: usize): void {
  if (equalAt(before, after)) return
  const old = openCell(before)
  const now = openCell(after)
  if (old != 0 && now != 0 && cellTag(old) == cellTag(now)) {
    if (cellTag(old) == OBJECT) return differInMembers(cellAddress(old), cellAddress(now))
    if (cellTag(old) == ARRAY && elementCount(cellAddress(old)) > 0) return differInElements(cellAddress(old), cellAddress(now))
  }
  putOperationWithValue('replace', load<u64>(after))
}

function differInMembers(before: usize, after: usize): void {
  const oldCount = memberCount(before)
  for (let index: u32 = 0; index < oldCount; index++) {
    const key = entryKey(entryAt(before, index))
    if (findKey(after, textStart(key), textLength(key)) >= 0) continue
    enterKey(key)
    putOperation('remove')
    leave()
  }
  const count = memberCount(after)
  for (let index: u32 = 0; index < count; index++) {
    const entry = entryAt(after, index)
    const key = entryKey(entry)
    const found = findKey(before, textStart(key), textLength(key))
    enterKey(key)
    if (found < 0) putOperationWithValue('add', load<u64>(entryCell(entry)))
    else writeDifference(entryCell(entryAt(before, <u32>found)), entryCell(entry))
    leave()
  }
}

/** Equal elements at both ends stay; those between are compared in pairs, and the rest comes or goes. */
function differInElements(before: usize, after: usize): void {
  const oldCount = elementCount(before)
  const count = elementCount(after)
  const shorter = min(oldCount, count)
  let start: u32 = 0
  while (start < shorter && equalAt(elementAt(before, start), elementAt(after, start))) start++
  let tail: u32 = 0
  while (tail < shorter - start && equalAt(elementAt(before, oldCount - 1 - tail), elementAt(after, count - 1 - tail))) tail++
  const pairsEnd = shorter - tail
  for (let index = start; index < pairsEnd; index++) {
    enterIndex(index)
    writeDifference(elementAt(before, index), elementAt(after, index))
    leave()
  }
  for (let index = oldCount - tail; index > pairsEnd; index--) {
    enterIndex(index - 1)
    putOperation('remove')
    leave()
  }
  for (let index = pairsEnd; index < count - tail; index++) {
    enterIndex(index)
    putOperationWithValue('add', load<u64>(elementAt(after, index)))
    leave()
  }
}
