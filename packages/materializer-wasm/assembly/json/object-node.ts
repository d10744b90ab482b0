// An object whose members have been looked at, in the order they were written.
//   node    0 dirty u32 | 4 count u32 | 8 capacity u32 | 12 entries address u32 | 16 origin cell | 24 key index address u32
//   entry   0 key text | 8 cell
// Invariants  O1 keys are unique   O2 entry order is key order of the document   O3 while dirty is 0 the origin slice
// spells the object   O4 a key index, when there is one, maps every key to its entry (key-index.ts).
import { bump } from '../memory/arena'
import { equalBytes } from '../memory/bytes'
import { addWork } from '../memory/work'
import { textLength, textStart } from './cell'
import { ENTRY_BYTES, entryKey } from './entry'
import { buildKeyIndex, findInKeyIndex, noteInserted, noteRemoved } from './key-index'

/** Objects up to this size are searched in order. */
export const LINEAR_KEYS: u32 = 16
const NODE_BYTES: usize = 32

@inline
export function memberCount(node: usize): u32 {
  return load<u32>(node, 4)
}

@inline
export function entryAt(node: usize, index: u32): usize {
  assert(index < memberCount(node))
  return entriesOf(node) + <usize>index * ENTRY_BYTES
}

@inline
function entriesOf(node: usize): usize {
  return <usize>load<u32>(node, 12)
}

@inline
function keyIndexOf(node: usize): usize {
  return <usize>load<u32>(node, 24)
}

@inline
export function objectOrigin(node: usize): u64 {
  return load<u64>(node, 16)
}

/** Builds a node over `count` pairs (key text, cell) at `pairs`. */
export function makeObjectNode(pairs: usize, count: u32, origin: u64): usize {
  const node = bump(NODE_BYTES)
  const capacity = count + 2
  const entries = bump(<usize>capacity * ENTRY_BYTES)
  memory.copy(entries, pairs, <usize>count * ENTRY_BYTES)
  store<u32>(node, 0)
  store<u32>(node, count, 4)
  store<u32>(node, capacity, 8)
  store<u32>(node, <u32>entries, 12)
  store<u64>(node, origin, 16)
  store<u32>(node, 0, 24)
  return node
}

/** Index of the entry with that key, or -1. The key is spelled as behind the door. */
export function findKey(node: usize, start: usize, length: usize): i32 {
  const count = memberCount(node)
  if (count > LINEAR_KEYS) {
    if (keyIndexOf(node) == 0) store<u32>(node, <u32>buildKeyIndex(entriesOf(node), count), 24)
    return findInKeyIndex(keyIndexOf(node), entriesOf(node), start, length)
  }
  let entry = entriesOf(node)
  for (let index: u32 = 0; index < count; index++, entry += ENTRY_BYTES) {
    const key = entryKey(entry)
    if (textLength(key) == length && equalBytes(textStart(key), start, length)) return <i32>index
  }
  return -1
}

/** Inserts a member before the entry at `index`, or last. The key must not be there yet. */
export function insertMember(node: usize, index: u32, key: u64, cell: u64): void {
  const count = memberCount(node)
  assert(index <= count)
  if (count == load<u32>(node, 8)) {
    const capacity = count * 2 + 2
    const wider = bump(<usize>capacity * ENTRY_BYTES)
    memory.copy(wider, entriesOf(node), <usize>count * ENTRY_BYTES)
    store<u32>(node, <u32>wider, 12)
    store<u32>(node, capacity, 8)
  }
  const place = entriesOf(node) + <usize>index * ENTRY_BYTES
  addWork(<usize>(count - index) * ENTRY_BYTES)
  memory.copy(place + ENTRY_BYTES, place, <usize>(count - index) * ENTRY_BYTES)
  store<u64>(place, key)
  store<u64>(place, cell, 8)
  store<u32>(node, count + 1, 4)
  if (keyIndexOf(node) != 0) store<u32>(node, <u32>noteInserted(keyIndexOf(node), entriesOf(node), count + 1, index), 24)
}

/** Takes the member at `index` out and answers its cell. */
export function removeMember(node: usize, index: u32): u64 {
  const count = memberCount(node)
  const place = entryAt(node, index)
  const cell = load<u64>(place, 8)
  if (keyIndexOf(node) != 0) noteRemoved(keyIndexOf(node), entriesOf(node), count, index)
  addWork(<usize>(count - index) * ENTRY_BYTES)
  memory.copy(place, place + ENTRY_BYTES, <usize>(count - index - 1) * ENTRY_BYTES)
  store<u32>(node, count - 1, 4)
  return cell
}
