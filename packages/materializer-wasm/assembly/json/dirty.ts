// The dirty mark, the first word of object and array nodes alike: set on every container on the way to a change, never
// cleared. While it is 0 the node's origin slice spells the value.
import { ARRAY, cellAddress, cellTag, SLICE } from './cell'

@inline
export function isDirty(node: usize): bool {
  return load<u32>(node) != 0
}

@inline
export function markDirty(node: usize): void {
  store<u32>(node, 1)
}

/** The cell itself, or the slice it was made from when nothing below it has changed. */
@inline
export function settled(cell: u64): u64 {
  const tag = cellTag(cell)
  if (tag == SLICE) return cell
  const node = cellAddress(cell)
  if (isDirty(node)) return cell
  return tag == ARRAY ? load<u64>(node, 24) : load<u64>(node, 16)
}
