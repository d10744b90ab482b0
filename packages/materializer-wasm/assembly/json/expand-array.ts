// From the bytes of an array to an array node: the elements' bounds and the closing bracket are found together.
import { scratchAt, scratchHeight, scratchPop, scratchPush } from '../memory/scratch'
import { arrayOrigin, makeArrayNode } from './array-node'
import { cellAddress, cellLength, sliceCell } from './cell'
import { behindContainer, CLOSE_ARRAY, firstItem, LAST, nextItem } from './items'
import { takeOutlined } from './outline'
import { scanContainer, skipValue } from './scan'

/** Address behind the array of the last successful expansion. */
let behind: usize = 0

export function behindArray(): usize {
  return behind
}

/** `from` is at the bracket, `end` an upper bound. Answers the node, or 0 when no closing bracket comes before `end`. */
export function expandArray(from: usize, end: usize): usize {
  const outlined = takeOutlined(from)
  if (outlined != 0) {
    behind = from + cellLength(arrayOrigin(outlined))
    return outlined
  }
  const base = scratchHeight()
  behind = splitContainers(from, end)
  if (behind == 0) {
    scratchPop(base)
    behind = splitValues(from, end)
  }
  const node = behind == 0 ? 0 : makeArrayNode(scratchAt(base), scratchHeight() - base, sliceCell(from, behind - from))
  scratchPop(base)
  return node
}

/** The quick way, for what big arrays mostly are: containers with one comma between them and nothing else. 0 when it is not so. */
function splitContainers(from: usize, end: usize): usize {
  if ((<u32>load<u8>(from, 1) | 0x20) != 0x7b) return 0
  const base = scratchHeight()
  const close = scanContainer(from, end, 1)
  if (close == 0) return 0
  let last = from
  for (let index = base; index < scratchHeight(); index++) {
    const cell = load<u64>(scratchAt(index))
    const start = cellAddress(cell)
    if ((<u32>load<u8>(start) | 0x20) != 0x7b || (load<u8>(start - 1) != 0x2c && index > base)) return 0
    last = start + cellLength(cell)
  }
  return last == close - 1 ? close : 0
}

/** Pushes a slice per element; answers the address behind the closing bracket, or 0. */
function splitValues(from: usize, end: usize): usize {
  let at = firstItem(from, end, CLOSE_ARRAY)
  while (at > LAST) {
    const valueEnd = skipValue(at, end)
    if (valueEnd == 0) return 0
    scratchPush(sliceCell(at, valueEnd - at))
    at = nextItem(valueEnd, end, CLOSE_ARRAY)
  }
  return at == LAST ? behindContainer() : 0
}
