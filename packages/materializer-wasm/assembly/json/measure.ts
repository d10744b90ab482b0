// Depth of a value without writing it. Cost: the members of what is open, the bytes of slices.
import { elementAt, elementCount } from './array-node'
import { cellAddress, cellLength, cellTag, OBJECT, SLICE } from './cell'
import { settled } from './dirty'
import { addWork } from '../memory/work'
import { ENTRY_BYTES, entryCell } from './entry'
import { entryAt, memberCount } from './object-node'
import { depthOfSlice } from './scan'

/** Nested containers in the value; a scalar has depth 0. */
export function depthOf(cell: u64): u32 {
  const value = settled(cell)
  const tag = cellTag(value)
  if (tag == SLICE) return depthOfSlice(cellAddress(value), cellLength(value))
  const node = cellAddress(value)
  let deepest: u32 = 0
  if (tag == OBJECT) {
    const count = memberCount(node)
    addWork(<usize>count * ENTRY_BYTES)
    for (let index: u32 = 0; index < count; index++) deepest = max(deepest, depthOf(load<u64>(entryCell(entryAt(node, index)))))
  } else {
    const count = elementCount(node)
    addWork(<usize>count << 3)
    for (let index: u32 = 0; index < count; index++) deepest = max(deepest, depthOf(load<u64>(elementAt(node, index))))
  }
  return deepest + 1
}
