// Positions of added and moved elements at the end of the way.
import { elementId, NODES, sectionArray, SECTIONS } from '../graph/sections'
import { chunkCount, directory, elementCount } from '../json/array-node'
import { cellTag, OBJECT } from '../json/cell'
import { rootPlace } from '../json/tree'
import { cellAfter, cellBefore, findRecord, firstRecord, isMoved, nextRecord, recordSection, setIndex } from './touched'

/** Up to this many positions are searched one by one from the end of the array, where additions mostly are. */
const SEARCHED: u32 = 8

/** Sets the index of every record that is added or moved. */
export function noteIndices(): void {
  for (let section = NODES; section < SECTIONS; section++) {
    const wanted = countWanted(section)
    if (wanted == 0) continue
    const array = sectionArray(rootPlace(), section)
    if (array == 0) continue
    if (wanted <= SEARCHED) searchEach(array, section)
    else passOver(array, section)
  }
}

function needsIndex(record: usize, section: u32): bool {
  return recordSection(record) == section && cellAfter(record) != 0 && (cellBefore(record) == 0 || isMoved(record))
}

function countWanted(section: u32): u32 {
  let wanted: u32 = 0
  for (let record = firstRecord(); record != 0; record = nextRecord(record)) if (needsIndex(record, section)) wanted++
  return wanted
}

function searchEach(array: usize, section: u32): void {
  for (let record = firstRecord(); record != 0; record = nextRecord(record)) {
    if (needsIndex(record, section)) setIndex(record, searchBackwards(array, cellAfter(record)))
  }
}

function searchBackwards(array: usize, cell: u64): u32 {
  let behind = elementCount(array)
  for (let chunk = chunkCount(array); chunk > 0; chunk--) {
    const entry = directory(array) + (<usize>(chunk - 1) << 3)
    const count = <u32>load<u16>(entry, 4)
    behind -= count
    for (let at = count; at > 0; at--) {
      if (load<u64>(<usize>load<u32>(entry) + (<usize>(at - 1) << 3)) == cell) return behind + at - 1
    }
  }
  // Every cell asked for was read from this array.
  assert(false)
  return 0
}

/** One pass over the array; elements never opened cannot have been touched. */
function passOver(array: usize, section: u32): void {
  let index: u32 = 0
  const entriesEnd = directory(array) + (<usize>chunkCount(array) << 3)
  for (let entry = directory(array); entry < entriesEnd; entry += 8) {
    let place = <usize>load<u32>(entry)
    const placesEnd = place + (<usize>load<u16>(entry, 4) << 3)
    for (; place < placesEnd; place += 8, index++) {
      if (cellTag(load<u64>(place)) != OBJECT) continue
      const id = elementId(place)
      const record: usize = id == 0 ? 0 : findRecord(section, id)
      if (record != 0) setIndex(record, index)
    }
  }
}
