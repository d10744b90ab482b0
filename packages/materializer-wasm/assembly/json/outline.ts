// Arrays directly in the root that the door has taken apart on its way: it finds the bounds of every element anyway, so the
// tree need not look for them again. Only for bytes the door left as they were, and each is given away once, since two
// cells must not share a node.
//   slot   0 address of the bracket u32 (0: none) | 4 array node u32
import { scratchAt, scratchHeight } from '../memory/scratch'
import { makeArrayNode } from './array-node'
import { sliceCell } from './cell'

/** More arrays than a document has; those beyond are found the usual way. */
const SLOTS: u32 = 4
const TABLE: usize = memory.data(32, 8)

let noted: u32 = 0

export function clearOutline(): void {
  noted = 0
}

/** Keeps the array from its bracket to behind the other one; its elements are the slices pushed since `height`. */
export function noteArray(from: usize, behind: usize, height: u32): void {
  if (noted == SLOTS) return
  const slot = TABLE + (<usize>noted << 3)
  noted++
  store<u32>(slot, <u32>from)
  store<u32>(slot, <u32>makeArrayNode(scratchAt(height), scratchHeight() - height, sliceCell(from, behind - from)), 4)
}

/** The node of the array at an address, or 0. */
export function takeOutlined(from: usize): usize {
  for (let index: u32 = 0; index < noted; index++) {
    const slot = TABLE + (<usize>index << 3)
    if (load<u32>(slot) != from) continue
    store<u32>(slot, 0)
    return <usize>load<u32>(slot, 4)
  }
  return 0
}
