// The nodes whose position lies in a rectangle: what a canvas shows, without the rest ever leaving the core.
import { chunkCount, directory } from '../json/array-node'
import { rootPlace } from '../json/tree'
import { writeCell } from '../json/write'
import { mark, release } from '../memory/arena'
import { beginOutput, endOutput, putByte } from '../memory/output'
import { locate, locatedX, locatedY } from './position'
import { NODES, sectionArray } from './sections'


/** Leaves the array of those nodes as the output, edges of the rectangle included, in the order of the document. */
export function writeViewport(left: f64, top: f64, right: f64, bottom: f64): void {
  const array = sectionArray(rootPlace(), NODES)
  const before = mark()
  beginOutput()
  putByte(0x5b)
  if (array != 0) {
    let first = true
    const entriesEnd = directory(array) + (<usize>chunkCount(array) << 3)
    for (let entry = directory(array); entry < entriesEnd; entry += 8) {
      let place = <usize>load<u32>(entry)
      const placesEnd = place + (<usize>load<u16>(entry, 4) << 3)
      for (; place < placesEnd; place += 8) {
        locate(load<u64>(place))
        const x = locatedX()
        // NaN fails every comparison.
        if (!(x >= left && x <= right)) continue
        const y = locatedY()
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
