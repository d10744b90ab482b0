// The two arrays whose elements are known by id.
import { ARRAY, cellAddress, cellLength, cellTag, OBJECT, SLICE, text } from '../json/cell'
import { entryCell } from '../json/entry'
import { entryAt, findKey } from '../json/object-node'
import { openCell } from '../json/tree'
import { equalBytes } from '../memory/bytes'

export const NODES: u32 = 0
export const EDGES: u32 = 1
export const SECTIONS: u32 = 2

const NAME_LENGTH: usize = 5
const NODES_NAME: usize = memory.data<u8>([0x6e, 0x6f, 0x64, 0x65, 0x73, 0, 0, 0])
const EDGES_NAME: usize = memory.data<u8>([0x65, 0x64, 0x67, 0x65, 0x73, 0, 0, 0])
const ID_NAME: usize = memory.data<u8>([0x69, 0x64, 0, 0, 0, 0, 0, 0])

@inline
function nameOf(section: u32): usize {
  return section == NODES ? NODES_NAME : EDGES_NAME
}

/** The section's name as a key. */
export function sectionKey(section: u32): u64 {
  return text(nameOf(section), NAME_LENGTH)
}

/** Section with that name, or SECTIONS. */
export function sectionNamed(start: usize, length: usize): u32 {
  if (length != NAME_LENGTH) return SECTIONS
  if (equalBytes(start, NODES_NAME, NAME_LENGTH)) return NODES
  return equalBytes(start, EDGES_NAME, NAME_LENGTH) ? EDGES : SECTIONS
}

/** Array node of a section of the document whose root cell is at `root`, or 0 when it has no such array. */
export function sectionArray(root: usize, section: u32): usize {
  const document = openCell(root)
  if (document == 0 || cellTag(document) != OBJECT) return 0
  const found = findKey(cellAddress(document), nameOf(section), NAME_LENGTH)
  if (found < 0) return 0
  const array = openCell(entryCell(entryAt(cellAddress(document), <u32>found)))
  return array != 0 && cellTag(array) == ARRAY ? cellAddress(array) : 0
}

/** Id text of the element at `place`, opening it; 0 when it is no object with a string id. */
export function elementId(place: usize): u64 {
  const element = openCell(place)
  if (element == 0 || cellTag(element) != OBJECT) return 0
  const found = findKey(cellAddress(element), ID_NAME, 2)
  if (found < 0) return 0
  const id = load<u64>(entryCell(entryAt(cellAddress(element), <u32>found)))
  if (cellTag(id) != SLICE || load<u8>(cellAddress(id)) != 0x22) return 0
  return text(cellAddress(id) + 1, cellLength(id) - 2)
}
