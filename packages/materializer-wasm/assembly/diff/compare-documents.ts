// The slow way to a delta: two whole documents compared by id. Used where stepping cannot tell, because a section or
// the root was replaced or elements have no ids. Also the ground on which a diff of two documents stands.
import { elementId, NODES, sectionArray, sectionNamed, SECTIONS } from '../graph/sections'
import { elementAt, elementCount } from '../json/array-node'
import { cellAddress, cellTag, OBJECT, textLength, textStart } from '../json/cell'
import { entryCell, entryKey } from '../json/entry'
import { entryAt, memberCount } from '../json/object-node'
import { openCell } from '../json/tree'
import { bump } from '../memory/arena'
import { markMoves } from './moves'
import { addRecord, afterPlace, beforePlace, cellAfter, cellBefore, findRecord, MEMBER, resetTouched, setIndex, setOldIndex } from './touched'

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

/** Records of each section's elements in the order of the second document: address and count per section. */
const NEW_ORDER: usize = memory.data(16, 8)

/** Address of the section's records in their new order, four bytes each. */
export function newOrder(section: u32): usize {
  return <usize>load<u32>(NEW_ORDER + (<usize>section << 3))
}

export function newCount(section: u32): u32 {
  return load<u32>(NEW_ORDER + (<usize>section << 3), 4)
}

/** Notes the elements of a section; false when it is no array of elements with unique string ids. */
function noteSection(root: usize, section: u32, before: bool): bool {
  const array = sectionArray(root, section)
  if (array == 0) return false
  const count = elementCount(array)
  const order = bump(<usize>count << 2)
  for (let index: u32 = 0; index < count; index++) {
    const place = elementAt(array, index)
    const id = elementId(place)
    if (id == 0) return false
    let record = findRecord(section, id)
    if (record == 0) record = addRecord(section, id, 0)
    else if ((before ? cellBefore(record) : cellAfter(record)) != 0) return false
    store<u32>(order + (<usize>index << 2), <u32>record)
    if (before) {
      store<u64>(beforePlace(record), load<u64>(place))
      setOldIndex(record, index)
    } else {
      store<u64>(afterPlace(record), load<u64>(place))
      setIndex(record, index)
    }
  }
  store<u32>(NEW_ORDER + (<usize>section << 3), <u32>order)
  store<u32>(NEW_ORDER + (<usize>section << 3), count, 4)
  if (!before) markMoves(order, count)
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
