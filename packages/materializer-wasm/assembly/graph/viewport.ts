// The nodes whose position lies in a rectangle: what a canvas shows, without the rest ever leaving the core.
import { chunkCount, directory } from '../json/array-node'
import { text } from '../json/cell'
import { peekMember, peekNumber } from '../json/peek'
import { rootPlace } from '../json/tree'
import { writeCell } from '../json/write'
import { mark, release } from '../memory/arena'
import { beginOutput, endOutput, putByte } from '../memory/output'
import { NODES, sectionArray } from './sections'

const FIRST_GUESS: usize = 32768
const POSITION_NAME: usize = memory.data<u8>([0x70, 0x6f, 0x73, 0x69, 0x74, 0x69, 0x6f, 0x6e, 0, 0, 0, 0, 0, 0, 0, 0])
const AXIS_NAMES: usize = memory.data<u8>([0x78, 0x79, 0, 0, 0, 0, 0, 0, 0, 0])

/** Where a node stands, as a cell; 0 when it says nothing. */
export function positionOf(node: u64): u64 {
  return peekMember(node, text(POSITION_NAME, 8))
}

export function xOf(position: u64): f64 {
  return position == 0 ? NaN : peekNumber(peekMember(position, text(AXIS_NAMES, 1)))
}

export function yOf(position: u64): f64 {
  return position == 0 ? NaN : peekNumber(peekMember(position, text(AXIS_NAMES + 1, 1)))
}

/** Leaves the array of those nodes as the output, edges of the rectangle included, in the order of the document. */
export function writeViewport(left: f64, top: f64, right: f64, bottom: f64): void {
  const array = sectionArray(rootPlace(), NODES)
  const before = mark()
  beginOutput(FIRST_GUESS)
  putByte(0x5b)
  if (array != 0) {
    let first = true
    const entriesEnd = directory(array) + (<usize>chunkCount(array) << 3)
    for (let entry = directory(array); entry < entriesEnd; entry += 8) {
      let place = <usize>load<u32>(entry)
      const placesEnd = place + (<usize>load<u16>(entry, 4) << 3)
      for (; place < placesEnd; place += 8) {
        const position = positionOf(load<u64>(place))
        const x = xOf(position)
        // NaN fails every comparison.
        if (!(x >= left && x <= right)) continue
        const y = yOf(position)
        if (!(y >= top && y <= bottom)) continue
        if (!first) putByte(0x2c)
        first = false
        writeCell(load<u64>(place))
      }
    }
  }
  putByte(0x5d)
  endOutput()
  release(before)
}
