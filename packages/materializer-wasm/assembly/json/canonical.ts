// RFC 8785: behind the door tokens are in canonical spelling already, so only the order of keys is left.
import { bump } from '../memory/arena'
import { elementAt, elementCount } from './array-node'
import { ARRAY, cellAddress, cellTag, textLength, textStart } from './cell'
import { markDirty } from './dirty'
import { ENTRY_BYTES, entryCell, entryKey } from './entry'
import { entryAt, memberCount } from './object-node'
import { openCell } from './tree'

/** Sorts the keys of every object in the value by UTF-16 code units, in place: the tree is good for writing only afterwards. */
export function sortKeys(place: usize): void {
  const cell = openCell(place)
  if (cell == 0) return
  const node = cellAddress(cell)
  markDirty(node)
  if (cellTag(cell) == ARRAY) {
    const count = elementCount(node)
    for (let index: u32 = 0; index < count; index++) sortKeys(elementAt(node, index))
    return
  }
  const count = memberCount(node)
  for (let index: u32 = 0; index < count; index++) sortKeys(entryCell(entryAt(node, index)))
  if (count > 1) sortEntries(entryAt(node, 0), count)
}

/** Bottom-up merge sort, so that prepared input cannot make it slow. */
function sortEntries(entries: usize, count: u32): void {
  if (isSorted(entries, count)) return
  const bytes = <usize>count * ENTRY_BYTES
  const buffer = bump(bytes)
  for (let width: u32 = 1; width < count; width <<= 1) {
    for (let low: u32 = 0; low < count; low += width << 1) {
      merge(entries, buffer, low, min(low + width, count), min(low + (width << 1), count))
    }
    memory.copy(entries, buffer, bytes)
  }
}

function isSorted(entries: usize, count: u32): bool {
  for (let index: u32 = 1; index < count; index++) {
    const entry = entries + <usize>index * ENTRY_BYTES
    if (compareKeys(entryKey(entry - ENTRY_BYTES), entryKey(entry)) > 0) return false
  }
  return true
}

function merge(entries: usize, buffer: usize, low: u32, middle: u32, high: u32): void {
  let left = low
  let right = middle
  for (let target = low; target < high; target++) {
    const leftEntry = entries + <usize>left * ENTRY_BYTES
    const rightEntry = entries + <usize>right * ENTRY_BYTES
    const takeLeft = left < middle && (right >= high || compareKeys(entryKey(leftEntry), entryKey(rightEntry)) <= 0)
    const source = takeLeft ? leftEntry : rightEntry
    memory.copy(buffer + <usize>target * ENTRY_BYTES, source, ENTRY_BYTES)
    if (takeLeft) left++
    else right++
  }
}

let unitAt: usize = 0

/** Reads one byte of a key, undoing JSON escapes, and moves `unitAt` behind it. Normalised escapes stand for single ASCII characters. */
function nextByte(at: usize): u32 {
  const byte = <u32>load<u8>(at)
  unitAt = at + 1
  if (byte != 0x5c) return byte
  const kind = <u32>load<u8>(at, 1)
  unitAt = at + 2
  switch (kind) {
    case 0x62:
      return 0x08
    case 0x74:
      return 0x09
    case 0x6e:
      return 0x0a
    case 0x66:
      return 0x0c
    case 0x72:
      return 0x0d
    case 0x75: {
      // \u00xx below 0x20
      unitAt = at + 6
      const low = <u32>load<u8>(at, 5)
      return ((<u32>load<u8>(at, 4) & 15) << 4) | (low <= 0x39 ? low & 15 : low - 0x57)
    }
    default:
      return kind
  }
}

/** Order by UTF-16 code units: that of the UTF-8 bytes, but that four-byte characters (surrogates, D800 on) come before EE and EF (E000 on). */
function compareKeys(left: u64, right: u64): i32 {
  let leftAt = textStart(left)
  let rightAt = textStart(right)
  const leftEnd = leftAt + textLength(left)
  const rightEnd = rightAt + textLength(right)
  while (leftAt < leftEnd && rightAt < rightEnd) {
    const leftByte = nextByte(leftAt)
    leftAt = unitAt
    const rightByte = nextByte(rightAt)
    rightAt = unitAt
    if (leftByte == rightByte) continue
    const leftIsWide = leftByte >= 0xf0
    if (leftIsWide != rightByte >= 0xf0 && min(leftByte, rightByte) >= 0xee) return leftIsWide ? -1 : 1
    return leftByte < rightByte ? -1 : 1
  }
  return leftAt < leftEnd ? 1 : rightAt < rightEnd ? -1 : 0
}
