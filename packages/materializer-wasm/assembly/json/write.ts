// Writing a cell: untouched parts as slices of their source, touched containers member by member.
import { extendRun, pendingEnd, putByte, putSlice } from '../memory/output'
import { chunkCount, directory } from './array-node'
import { cellAddress, cellLength, cellTag, OBJECT, SLICE, textLength, textStart } from './cell'
import { settled } from './dirty'
import { entryCell, entryKey } from './entry'
import { entryAt, memberCount } from './object-node'

export function writeCell(cell: u64): void {
  const value = settled(cell)
  const tag = cellTag(value)
  if (tag == SLICE) putSlice(cellAddress(value), cellLength(value))
  else if (tag == OBJECT) writeObject(cellAddress(value))
  else writeArray(cellAddress(value))
}

/** Writes the comma before a member when it is not the first, its key and the colon; in one run where the source has them. */
export function writeKey(key: u64, first: bool): void {
  const start = textStart(key)
  const length = textLength(key)
  // A key that stands between quotes was cut from a document; one cut from a pointer need not.
  const quoted = load<u8>(start - 1) == 0x22 && load<u8>(start + length) == 0x22
  if (quoted && !first && start == pendingEnd() + 2 && load<u8>(start - 2) == 0x2c) extendRun(start - 1)
  else if (!first) putByte(0x2c)
  if (!quoted) {
    putByte(0x22)
    putSlice(start, length)
    putByte(0x22)
    putByte(0x3a)
  } else if (load<u8>(start + length + 1) == 0x3a) putSlice(start - 1, length + 3)
  else {
    putSlice(start - 1, length + 2)
    putByte(0x3a)
  }
}

function writeObject(node: usize): void {
  putByte(0x7b)
  const count = memberCount(node)
  for (let index: u32 = 0; index < count; index++) {
    const entry = entryAt(node, index)
    writeKey(entryKey(entry), index == 0)
    writeCell(load<u64>(entryCell(entry)))
  }
  putByte(0x7d)
}

function writeArray(node: usize): void {
  putByte(0x5b)
  let entry = directory(node)
  const entriesEnd = entry + (<usize>chunkCount(node) << 3)
  let first = true
  for (; entry < entriesEnd; entry += 8) {
    let place = <usize>load<u32>(entry)
    const placesEnd = place + (<usize>load<u16>(entry, 4) << 3)
    for (; place < placesEnd; place += 8) {
      const cell = settled(load<u64>(place))
      if (cellTag(cell) == SLICE) {
        const start = cellAddress(cell)
        // Neighbours in the source bring their comma along.
        if (!first && start == pendingEnd() + 1 && load<u8>(start - 1) == 0x2c) extendRun(start + cellLength(cell))
        else {
          if (!first) putByte(0x2c)
          putSlice(start, cellLength(cell))
        }
      } else {
        if (!first) putByte(0x2c)
        writeCell(cell)
      }
      first = false
    }
  }
  putByte(0x5d)
}
