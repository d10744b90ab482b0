// The operations that bring the elements of a section, already changed inside, to their new places.
// Settled are elements that stay, and the others once they stand at their new index. Each that still has to move is known
// by the number of settled ones before it, so its index at any moment is that number and how many such stand before it.
//   waiting   record u32 (0 once placed) | settled before it u32
import { bump } from '../memory/arena'
import { newCount, newOrder } from './compare-documents'
import { enterIndex, leave, putMove, putOperation, putOperationWithValue } from './operation-writer'
import { cellAfter, cellBefore, firstRecord, isMoved, nextRecord, oldIndex, recordIndex, recordSection } from './touched'

let waiting: usize = 0
let waitingCount: u32 = 0

@inline
function waitingAt(index: u32): usize {
  return waiting + (<usize>index << 3)
}

/** How many elements of the section have moved. */
export function countMoves(section: u32): u32 {
  let moves: u32 = 0
  for (let record = firstRecord(); record != 0; record = nextRecord(record)) {
    if (recordSection(record) == section && cellAfter(record) != 0 && isMoved(record)) moves++
  }
  return moves
}

/** The path names the section. */
export function writePlacement(section: u32): void {
  removeGone(section)
  const order = newOrder(section)
  const count = newCount(section)
  for (let index: u32 = 0; index < count; index++) {
    const record = <usize>load<u32>(order + (<usize>index << 2))
    if (cellBefore(record) == 0) addElement(record)
    else if (isMoved(record)) moveElement(record)
  }
}

/** Removes from the end, so that the indices before stay as they were; lists what has to move. Records come in their old order. */
function removeGone(section: u32): void {
  let gone: u32 = 0
  for (let record = firstRecord(); record != 0; record = nextRecord(record)) {
    if (recordSection(record) == section && cellBefore(record) != 0 && cellAfter(record) == 0) gone++
  }
  const removals = bump(<usize>gone << 2)
  waiting = bump(<usize>countMoves(section) << 3)
  waitingCount = 0
  gone = 0
  for (let record = firstRecord(); record != 0; record = nextRecord(record)) {
    if (recordSection(record) != section || cellBefore(record) == 0) continue
    if (cellAfter(record) == 0) {
      store<u32>(removals + (<usize>gone << 2), oldIndex(record))
      gone++
    } else if (isMoved(record)) {
      store<u32>(waitingAt(waitingCount), <u32>record)
      store<u32>(waitingAt(waitingCount), oldIndex(record) - gone - waitingCount, 4)
      waitingCount++
    }
  }
  for (let at = gone; at > 0; at--) {
    enterIndex(load<u32>(removals + (<usize>(at - 1) << 2)))
    putOperation('remove')
    leave()
  }
}

function addElement(record: usize): void {
  enterIndex(settle(record))
  putOperationWithValue('add', cellAfter(record))
  leave()
}

function moveElement(record: usize): void {
  const from = presentIndex(record)
  const target = settle(record)
  if (from == target) return
  enterIndex(target)
  putMove(from)
  leave()
}

function presentIndex(record: usize): u32 {
  let before: u32 = 0
  for (let at: u32 = 0; at < waitingCount; at++) {
    const candidate = <usize>load<u32>(waitingAt(at))
    if (candidate == record) return before + load<u32>(waitingAt(at), 4)
    if (candidate != 0) before++
  }
  // Every element that moves waits until it is placed.
  assert(false)
  return 0
}

/** Settles an element at its new index and answers where that is among those that still wait. */
function settle(record: usize): u32 {
  const index = recordIndex(record)
  let target = index
  for (let at: u32 = 0; at < waitingCount; at++) {
    const place = waitingAt(at)
    const candidate = <usize>load<u32>(place)
    if (candidate == record) store<u32>(place, 0)
    else if (candidate != 0) {
      const settledBefore = load<u32>(place, 4)
      if (settledBefore < index) target++
      else store<u32>(place, settledBefore + 1, 4)
    }
  }
  return target
}
