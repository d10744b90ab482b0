// Size and depth of a value without writing it. Cost: the members of what is open, the bytes of slices for depth.
import { elementAt, elementCount } from './array-node'
import { cellAddress, cellLength, cellTag, OBJECT, SLICE, textLength } from './cell'
import { settled } from './dirty'
import { addWork } from '../memory/work'
import { ENTRY_BYTES, entryCell, entryKey } from './entry'
import { entryAt, memberCount } from './object-node'
import { depthOfSlice } from './scan'

/** Bytes the value takes when written. */
export function sizeOf(cell: u64): u64 {
  const value = settled(cell)
  const tag = cellTag(value)
  if (tag == SLICE) return <u64>cellLength(value)
  const node = cellAddress(value)
  // Two brackets and a comma between neighbours; a member adds two quotes and a colon.
  if (tag == OBJECT) {
    const count = memberCount(node)
    let size: u64 = count == 0 ? 2 : 1 + <u64>count
    for (let index: u32 = 0; index < count; index++) {
      const entry = entryAt(node, index)
      size += <u64>textLength(entryKey(entry)) + 3 + sizeOf(load<u64>(entryCell(entry)))
    }
    return size
  }
  const count = elementCount(node)
  let size: u64 = count == 0 ? 2 : 1 + <u64>count
  for (let index: u32 = 0; index < count; index++) size += sizeOf(load<u64>(elementAt(node, index)))
  return size
}

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
