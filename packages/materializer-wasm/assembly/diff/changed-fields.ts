// Which members of a touched element differ. They are gathered before anything is written, since comparing opens cells.
//   scratch  per field set: key text, value cell; then per field unset: key text
import { cellAddress, cellTag, OBJECT, textLength, textStart } from '../json/cell'
import { entryCell, entryKey } from '../json/entry'
import { equalAt } from '../json/equal'
import { entryAt, findKey, memberCount } from '../json/object-node'
import { openCell, rootPlace } from '../json/tree'
import { scratchHeight, scratchPush } from '../memory/scratch'
import { afterPlace, beforePlace, cellAfter, cellBefore, firstRecord, MEMBER, nextRecord, recordId, recordSection, setFields } from './touched'

/** Gathers the changed fields of every touched element, and the present values of touched root members. */
export function gatherChanges(): void {
  for (let record = firstRecord(); record != 0; record = nextRecord(record)) {
    if (recordSection(record) == MEMBER) lookUpMember(record)
    else if (cellBefore(record) != 0 && cellAfter(record) != 0) gatherFields(record)
  }
}

/** Looks the present values of touched root members up, and nothing else. */
export function lookUpMembers(): void {
  for (let record = firstRecord(); record != 0; record = nextRecord(record)) if (recordSection(record) == MEMBER) lookUpMember(record)
}

function lookUpMember(record: usize): void {
  const root = cellAddress(openCell(rootPlace()))
  const key = recordId(record)
  const found = findKey(root, textStart(key), textLength(key))
  if (found < 0) return
  const place = entryCell(entryAt(root, <u32>found))
  const changed = cellBefore(record) == 0 || !equalAt(beforePlace(record), place)
  store<u64>(afterPlace(record), load<u64>(place))
  setFields(record, 0, changed ? 1 : 0, 0)
}

function gatherFields(record: usize): void {
  const before = openCell(beforePlace(record))
  const after = openCell(afterPlace(record))
  assert(cellTag(before) == OBJECT && cellTag(after) == OBJECT)
  const base = scratchHeight()
  const set = pushSet(cellAddress(before), cellAddress(after))
  const unset = pushUnset(cellAddress(before), cellAddress(after))
  setFields(record, base, set, unset)
}

function pushSet(before: usize, after: usize): u32 {
  const count = memberCount(after)
  let changed: u32 = 0
  for (let index: u32 = 0; index < count; index++) {
    const entry = entryAt(after, index)
    const key = entryKey(entry)
    const found = findKey(before, textStart(key), textLength(key))
    if (found >= 0 && equalAt(entryCell(entryAt(before, <u32>found)), entryCell(entry))) continue
    scratchPush(key)
    scratchPush(load<u64>(entryCell(entry)))
    changed++
  }
  return changed
}

function pushUnset(before: usize, after: usize): u32 {
  const count = memberCount(before)
  let gone: u32 = 0
  for (let index: u32 = 0; index < count; index++) {
    const key = entryKey(entryAt(before, index))
    if (findKey(after, textStart(key), textLength(key)) >= 0) continue
    scratchPush(key)
    gone++
  }
  return gone
}
