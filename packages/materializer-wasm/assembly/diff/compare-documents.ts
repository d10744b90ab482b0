// The slow way to a delta: two whole documents compared by id. Used where stepping cannot tell, because a section or
// the root was replaced or elements have no ids. Also the ground on which a diff of two documents stands.
import { elementId, NODES, sectionArray, sectionNamed, SECTIONS } from '../graph/sections'
import { elementAt, elementCount } from '../json/array-node'
import { cellAddress, cellTag, OBJECT, textLength, textStart } from '../json/cell'
import { entryCell, entryKey } from '../json/entry'
import { entryAt, memberCount } from '../json/object-node'
import { openCell } from '../json/tree'
import { addRecord, afterPlace, beforePlace, cellAfter, cellBefore, findRecord, markMoved, MEMBER, recordIndex, resetTouched, setIndex } from './touched'

/** Bit per section that is compared as a plain member. */
let plainSections: u32 = 0

/** Whether a section had to be compared as a member of the root. */
export function isPlainSection(section: u32): bool {
  return (plainSections & (1 << section)) != 0
}

export function resetPlainSections(): void {
  plainSections = 0
}

/** Notes every element and member of both documents, given by the places of their roots. False when a root is no object. */
export function compareDocuments(beforeRoot: usize, afterRoot: usize): bool {
  resetTouched()
  plainSections = 0
  if (!isObject(beforeRoot) || !isObject(afterRoot)) return false
  for (let section = NODES; section < SECTIONS; section++) {
    if (!noteSection(beforeRoot, section, true) || !noteSection(afterRoot, section, false)) plainSections |= 1 << section
  }
  noteMembers(beforeRoot, true)
  noteMembers(afterRoot, false)
  return true
}

function isObject(place: usize): bool {
  const cell = openCell(place)
  return cell != 0 && cellTag(cell) == OBJECT
}

/** Notes the elements of a section; false when it is no array of elements with unique string ids. */
function noteSection(root: usize, section: u32, before: bool): bool {
  const array = sectionArray(root, section)
  if (array == 0) return false
  const count = elementCount(array)
  // Elements in ascending order of their old index have stayed; one that falls behind has moved.
  let nextStayed: u32 = 0
  for (let index: u32 = 0; index < count; index++) {
    const place = elementAt(array, index)
    const id = elementId(place)
    if (id == 0) return false
    let record = findRecord(section, id)
    if (record == 0) record = addRecord(section, id, 0)
    else if ((before ? cellBefore(record) : cellAfter(record)) != 0) return false
    if (before) {
      store<u64>(beforePlace(record), load<u64>(place))
      setIndex(record, index)
      continue
    }
    store<u64>(afterPlace(record), load<u64>(place))
    if (cellBefore(record) == 0) continue
    if (recordIndex(record) < nextStayed) markMoved(record)
    else nextStayed = recordIndex(record) + 1
  }
  return true
}

function noteMembers(root: usize, before: bool): void {
  const node = cellAddress(load<u64>(root))
  const count = memberCount(node)
  for (let index: u32 = 0; index < count; index++) {
    const entry = entryAt(node, index)
    const key = entryKey(entry)
    const section = sectionNamed(textStart(key), textLength(key))
    if (section != SECTIONS && !isPlainSection(section)) continue
    let record = findRecord(MEMBER, key)
    if (record == 0) record = addRecord(MEMBER, key, 0)
    if (before) store<u64>(beforePlace(record), load<u64>(entryCell(entry)))
  }
}
