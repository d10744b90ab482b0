// Open-addressing hash index of an object's keys.
//   index   0 capacity u32 (power of two) | 4 slots in use u32 | 8 slots u32[capacity]
//   slot    0 never used | TOMBSTONE | entry index + 1
// A removal or an insertion in the middle shifts entries and therefore the numbers in the slots: one pass over the slots,
// of the same order as the shift of the entries itself.
import { bump } from '../memory/arena'
import { equalBytes, hashBytes } from '../memory/bytes'
import { addWork } from '../memory/work'
import { textLength, textStart } from './cell'
import { ENTRY_BYTES, entryKey } from './entry'

const TOMBSTONE: u32 = 0xffffffff
const HEADER: usize = 8

@inline
function slotAddress(index: usize, slot: u32): usize {
  return index + HEADER + (<usize>slot << 2)
}

@inline
function keyAt(entries: usize, entry: u32): u64 {
  return entryKey(entries + <usize>entry * ENTRY_BYTES)
}

/** Builds the index of an object's entries and answers its address. */
export function buildKeyIndex(entries: usize, count: u32): usize {
  let capacity: u32 = 64
  while (capacity < count * 3) capacity <<= 1
  const index = bump(HEADER + (<usize>capacity << 2))
  memory.fill(index + HEADER, 0, <usize>capacity << 2)
  addWork(<usize>capacity << 2)
  store<u32>(index, capacity)
  store<u32>(index, 0, 4)
  for (let entry: u32 = 0; entry < count; entry++) addSlot(index, keyAt(entries, entry), entry)
  return index
}

function addSlot(index: usize, key: u64, entry: u32): void {
  const wrap = load<u32>(index) - 1
  let slot = hashBytes(textStart(key), textLength(key)) & wrap
  while (load<u32>(slotAddress(index, slot)) != 0) slot = (slot + 1) & wrap
  store<u32>(slotAddress(index, slot), entry + 1)
  store<u32>(index, load<u32>(index, 4) + 1, 4)
}

/** Number of the entry with that key, or -1. */
export function findInKeyIndex(index: usize, entries: usize, start: usize, length: usize): i32 {
  const wrap = load<u32>(index) - 1
  let slot = hashBytes(start, length) & wrap
  while (true) {
    const value = load<u32>(slotAddress(index, slot))
    if (value == 0) return -1
    if (value != TOMBSTONE) {
      const key = keyAt(entries, value - 1)
      if (textLength(key) == length && equalBytes(textStart(key), start, length)) return <i32>(value - 1)
    }
    slot = (slot + 1) & wrap
  }
}

/** Takes note of an entry that now stands among `count`; answers the index, which may be a new one. */
export function noteInserted(index: usize, entries: usize, count: u32, entry: u32): usize {
  if (load<u32>(index, 4) * 4 >= load<u32>(index) * 3) return buildKeyIndex(entries, count)
  if (entry + 1 < count) shiftSlots(index, entry, 1)
  addSlot(index, keyAt(entries, entry), entry)
  return index
}

/** Takes note that an entry, which still stands among `count`, is about to go. */
export function noteRemoved(index: usize, entries: usize, count: u32, entry: u32): void {
  const key = keyAt(entries, entry)
  const wrap = load<u32>(index) - 1
  let slot = hashBytes(textStart(key), textLength(key)) & wrap
  while (load<u32>(slotAddress(index, slot)) != entry + 1) slot = (slot + 1) & wrap
  store<u32>(slotAddress(index, slot), TOMBSTONE)
  if (entry + 1 < count) shiftSlots(index, entry, -1)
}

/** Adds `by` to every slot whose entry is at or behind `from`. */
function shiftSlots(index: usize, from: u32, by: i32): void {
  const end = slotAddress(index, load<u32>(index))
  addWork(end - index)
  for (let at = index + HEADER; at < end; at += 4) {
    const value = load<u32>(at)
    if (value > from && value != TOMBSTONE) store<u32>(at, value + <u32>by)
  }
}
