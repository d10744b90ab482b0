// An array whose elements have been looked at: cells in chunks, found through a directory.
//   node   0 dirty u32 | 4 count u32 | 8 chunks u32 | 12 directory capacity u32 | 16 directory address u32 | 24 origin cell
//   directory entry   0 chunk address u32 | 4 count u16 | 6 capacity u16
// Invariants  A1 count is the sum of the chunks' counts   A2 only the first chunk of an array may be empty, and only when
// it is the only one   A3 while dirty is 0 the origin slice spells the array.
import { bump } from '../memory/arena'
import { addWork } from '../memory/work'

const CHUNK: u32 = 128
/** Chunks of a fresh long array are not filled up, so that insertions do not split at once. */
const FILL: u32 = 96
const NODE_BYTES: usize = 32

/** Directory entry of the last `elementAt`. */
let foundEntry: usize = 0

@inline
export function elementCount(node: usize): u32 {
  return load<u32>(node, 4)
}

@inline
export function chunkCount(node: usize): u32 {
  return load<u32>(node, 8)
}

@inline
export function directory(node: usize): usize {
  return <usize>load<u32>(node, 16)
}

@inline
export function arrayOrigin(node: usize): u64 {
  return load<u64>(node, 24)
}

/** Builds a node over `count` cells at `cells`. */
export function makeArrayNode(cells: usize, count: u32, origin: u64): usize {
  const node = bump(NODE_BYTES)
  const chunks: u32 = count <= CHUNK ? 1 : (count + FILL - 1) / FILL
  const capacity: u32 = chunks == 1 ? 1 : chunks + (chunks >> 1) + 8
  const entries = bump(<usize>capacity << 3)
  store<u32>(node, 0)
  store<u32>(node, count, 4)
  store<u32>(node, chunks, 8)
  store<u32>(node, capacity, 12)
  store<u32>(node, <u32>entries, 16)
  store<u64>(node, origin, 24)
  if (chunks == 1) {
    fillChunk(entries, cells, count, min(CHUNK, max<u32>(4, count + (count >> 2))))
    return node
  }
  let done: u32 = 0
  for (let index: u32 = 0; index < chunks; index++) {
    const share = min(count - done, FILL)
    fillChunk(entries + (<usize>index << 3), cells + (<usize>done << 3), share, CHUNK)
    done += share
  }
  return node
}

function fillChunk(entry: usize, cells: usize, count: u32, capacity: u32): void {
  const chunk = bump(<usize>capacity << 3)
  memory.copy(chunk, cells, <usize>count << 3)
  setEntry(entry, chunk, count, capacity)
}

@inline
function setEntry(entry: usize, chunk: usize, count: u32, capacity: u32): void {
  store<u32>(entry, <u32>chunk)
  store<u16>(entry, <u16>count, 4)
  store<u16>(entry, <u16>capacity, 6)
}

/** Address of the cell at an index below the count; good until the array changes. */
export function elementAt(node: usize, index: u32): usize {
  assert(index < elementCount(node))
  let entry = directory(node)
  let rest = index
  while (true) {
    const count = <u32>load<u16>(entry, 4)
    if (rest < count) break
    rest -= count
    entry += 8
  }
  foundEntry = entry
  addWork(entry - directory(node))
  return <usize>load<u32>(entry) + (<usize>rest << 3)
}

/** Inserts a cell at an index up to the count. */
export function insertElement(node: usize, index: u32, cell: u64): void {
  const total = elementCount(node)
  assert(index <= total)
  let entry = directory(node)
  let at = index
  if (index == total) {
    entry += <usize>(chunkCount(node) - 1) << 3
    at = <u32>load<u16>(entry, 4)
  } else {
    while (true) {
      const count = <u32>load<u16>(entry, 4)
      if (at <= count) break
      at -= count
      entry += 8
    }
    addWork(entry - directory(node))
  }
  if (load<u16>(entry, 4) == load<u16>(entry, 6)) {
    if (<u32>load<u16>(entry, 6) < CHUNK) widenChunk(entry)
    else {
      // An append leaves the full chunk as it is; anything else halves it.
      const kept: u32 = index == total ? CHUNK : CHUNK / 2
      entry = splitChunk(node, entry, kept)
      if (at > kept || index == total) {
        at -= kept
        entry += 8
      }
    }
  }
  const count = <u32>load<u16>(entry, 4)
  const place = <usize>load<u32>(entry) + (<usize>at << 3)
  memory.copy(place + 8, place, <usize>(count - at) << 3)
  store<u64>(place, cell)
  store<u16>(entry, <u16>(count + 1), 4)
  store<u32>(node, total + 1, 4)
}

function widenChunk(entry: usize): void {
  const count = <u32>load<u16>(entry, 4)
  fillChunk(entry, <usize>load<u32>(entry), count, min(CHUNK, count * 2))
}

/** Moves the cells from `kept` on into a new chunk behind; answers the entry's address, which may have moved. */
function splitChunk(node: usize, fullEntry: usize, kept: u32): usize {
  const chunks = chunkCount(node)
  const index = <u32>((fullEntry - directory(node)) >> 3)
  if (chunks == load<u32>(node, 12)) widenDirectory(node)
  const entry = directory(node) + (<usize>index << 3)
  memory.copy(entry + 16, entry + 8, <usize>(chunks - index - 1) << 3)
  store<u32>(node, chunks + 1, 8)
  const count = <u32>load<u16>(entry, 4)
  fillChunk(entry + 8, <usize>load<u32>(entry) + (<usize>kept << 3), count - kept, CHUNK)
  store<u16>(entry, <u16>kept, 4)
  return entry
}

function widenDirectory(node: usize): void {
  const chunks = chunkCount(node)
  const capacity = chunks * 2 + 4
  const entries = bump(<usize>capacity << 3)
  memory.copy(entries, directory(node), <usize>chunks << 3)
  store<u32>(node, <u32>entries, 16)
  store<u32>(node, capacity, 12)
}

/** Takes the cell at an index out and answers it. */
export function removeElement(node: usize, index: u32): u64 {
  const place = elementAt(node, index)
  const entry = foundEntry
  const cell = load<u64>(place)
  const count = <u32>load<u16>(entry, 4)
  const chunkEnd = <usize>load<u32>(entry) + (<usize>count << 3)
  memory.copy(place, place + 8, chunkEnd - place - 8)
  store<u16>(entry, <u16>(count - 1), 4)
  store<u32>(node, elementCount(node) - 1, 4)
  const chunks = chunkCount(node)
  if (count == 1 && chunks > 1) {
    memory.copy(entry, entry + 8, directory(node) + (<usize>chunks << 3) - entry - 8)
    store<u32>(node, chunks - 1, 8)
  }
  return cell
}
