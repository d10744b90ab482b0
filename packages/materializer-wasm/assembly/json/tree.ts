// The lazy tree: a cell becomes a node when something has to be found inside it.
import { scratchAt, scratchHeight, scratchPop, scratchPush } from '../memory/scratch'
import { ARRAY, cellAddress, cellLength, cellTag, nodeCell, OBJECT, SLICE, sliceCell } from './cell'
import { behindArray, expandArray } from './expand-array'
import { CLOSE_OBJECT, firstItem, LAST, memberKey, nextItem, readKey } from './items'
import { makeObjectNode } from './object-node'
import { skipValue } from './scan'

/** Address of the root's cell. */
const ROOT_PLACE: usize = memory.data(8, 8)

let corrupt: bool = false

@inline
export function rootPlace(): usize {
  return ROOT_PLACE
}

@inline
export function setRoot(cell: u64): void {
  store<u64>(ROOT_PLACE, cell)
}

@inline
export function rootCell(): u64 {
  return load<u64>(ROOT_PLACE)
}

/** Whether bytes that were trusted turned out not to be JSON since the last reset. */
export function sawCorruption(): bool {
  return corrupt
}

export function resetTree(): void {
  corrupt = false
  store<u64>(ROOT_PLACE, 0)
}

/** Turns the value at `place` into a node when it is a container. Answers the node's cell, or 0 for scalars and corrupt bytes. */
@inline
export function openCell(place: usize): u64 {
  const cell = load<u64>(place)
  return cellTag(cell) != SLICE ? cell : expand(place, cell)
}

function expand(place: usize, slice: u64): u64 {
  const start = cellAddress(slice)
  const end = start + cellLength(slice)
  const first = <u32>load<u8>(start)
  let node: usize = 0
  let tag = ARRAY
  if (first == 0x5b) node = expandArray(start, end)
  else if (first == 0x7b) {
    tag = OBJECT
    node = expandObject(start, end, place == ROOT_PLACE)
  } else return 0
  if (node == 0) {
    corrupt = true
    return 0
  }
  const cell = nodeCell(node, tag)
  store<u64>(place, cell)
  return cell
}

/** At the root the arrays are expanded in the same pass: their bounds have to be found anyway. */
function expandObject(from: usize, end: usize, expandArrays: bool): usize {
  const base = scratchHeight()
  const closed = splitMembers(from, end, expandArrays)
  const count = (scratchHeight() - base) >> 1
  const node = closed ? makeObjectNode(scratchAt(base), count, sliceCell(from, end - from)) : 0
  scratchPop(base)
  return node
}

/** Pushes key and cell of each member; false when the bytes are no object. */
function splitMembers(from: usize, end: usize, expandArrays: bool): bool {
  let at = firstItem(from, end, CLOSE_OBJECT)
  while (at > LAST) {
    at = readKey(at, end)
    if (at == 0) return false
    scratchPush(memberKey())
    let behind: usize
    if (expandArrays && load<u8>(at) == 0x5b) {
      const node = expandArray(at, end)
      if (node == 0) return false
      scratchPush(nodeCell(node, ARRAY))
      behind = behindArray()
    } else {
      behind = skipValue(at, end)
      if (behind == 0) return false
      scratchPush(sliceCell(at, behind - at))
    }
    at = nextItem(behind, end, CLOSE_OBJECT)
  }
  return at == LAST
}
