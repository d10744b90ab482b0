// The log of elementary changes. Undo and redo exchange what an entry holds with what the tree holds, so an entry serves
// both ways and nothing is copied.
//   entry  0 kind u32 | 4 node address u32 | 8 index u32 | 12 pointer length u32 | 16 cell | 24 key text | 32 pointer address u32
// Invariant H1: entries are reverted in the exact reverse of the order they were made, so indices and nodes fit.
import { insertElement, removeElement, elementAt } from '../json/array-node'
import { insertMember, removeMember, entryAt } from '../json/object-node'
import { entryCell } from '../json/entry'
import { rootPlace } from '../json/tree'
import { bump } from '../memory/arena'

export const REPLACE_ELEMENT: u32 = 0
export const INSERT_ELEMENT: u32 = 1
export const REMOVE_ELEMENT: u32 = 2
export const REPLACE_MEMBER: u32 = 3
export const INSERT_MEMBER: u32 = 4
export const REMOVE_MEMBER: u32 = 5
export const REPLACE_ROOT: u32 = 6

const ENTRY_BYTES: usize = 40
const FIRST_CAPACITY: u32 = 64

let entries: usize = 0
let capacity: u32 = 0
let count: u32 = 0
let recording: bool = true

// The pointer of the operation at work, noted with every entry.
let pointerStart: usize = 0
let pointerLength: usize = 0

export function resetLog(record: bool): void {
  entries = 0
  capacity = 0
  count = 0
  recording = record
}

@inline
export function logCount(): u32 {
  return count
}

@inline
export function notePointer(start: usize, length: usize): void {
  pointerStart = start
  pointerLength = length
}

@inline
export function logEntry(index: u32): usize {
  assert(index < count)
  return entries + <usize>index * ENTRY_BYTES
}

/** Records a change that has just been made. */
export function record(kind: u32, node: usize, index: u32, cell: u64, key: u64): void {
  if (!recording) return
  if (count == capacity) grow()
  const entry = entries + <usize>count * ENTRY_BYTES
  count++
  store<u32>(entry, kind)
  store<u32>(entry, <u32>node, 4)
  store<u32>(entry, index, 8)
  store<u32>(entry, <u32>pointerLength, 12)
  store<u64>(entry, cell, 16)
  store<u64>(entry, key, 24)
  store<u32>(entry, <u32>pointerStart, 32)
}

function grow(): void {
  const wider = capacity == 0 ? FIRST_CAPACITY : capacity * 2
  const target = bump(<usize>wider * ENTRY_BYTES)
  memory.copy(target, entries, <usize>count * ENTRY_BYTES)
  entries = target
  capacity = wider
}

/** Forgets the entries from `from` on. */
export function truncateLog(from: u32): void {
  assert(from <= count)
  count = from
}

/** Drops the entries from `from` up to `to`; the later ones move down. */
export function cutLog(from: u32, to: u32): void {
  assert(from <= to && to <= count)
  memory.copy(entries + <usize>from * ENTRY_BYTES, entries + <usize>to * ENTRY_BYTES, <usize>(count - to) * ENTRY_BYTES)
  count -= to - from
}

@inline
export function entryKind(entry: usize): u32 {
  return load<u32>(entry)
}

@inline
export function entryIndex(entry: usize): u32 {
  return load<u32>(entry, 8)
}

@inline
export function entryPointerStart(entry: usize): usize {
  return <usize>load<u32>(entry, 32)
}

@inline
export function entryPointerLength(entry: usize): usize {
  return <usize>load<u32>(entry, 12)
}

/** Whether stepping over an entry in that direction takes something away (or, with the other answer, puts it back). */
@inline
export function stepRemoves(kind: u32, backwards: bool): bool {
  return backwards ? kind == INSERT_ELEMENT || kind == INSERT_MEMBER : kind == REMOVE_ELEMENT || kind == REMOVE_MEMBER
}

@inline
export function stepInserts(kind: u32, backwards: bool): bool {
  return stepRemoves(kind, !backwards)
}

/** Undoes (backwards) or redoes one entry. */
export function stepEntry(entry: usize, backwards: bool): void {
  const kind = entryKind(entry)
  const node = <usize>load<u32>(entry, 4)
  const index = entryIndex(entry)
  if (kind == REPLACE_ROOT) exchange(entry, rootPlace())
  else if (kind == REPLACE_ELEMENT) exchange(entry, elementAt(node, index))
  else if (kind == REPLACE_MEMBER) exchange(entry, entryCell(entryAt(node, index)))
  else if (stepRemoves(kind, backwards)) {
    store<u64>(entry, kind <= REMOVE_ELEMENT ? removeElement(node, index) : removeMember(node, index), 16)
  } else if (kind <= REMOVE_ELEMENT) insertElement(node, index, load<u64>(entry, 16))
  else insertMember(node, index, load<u64>(entry, 24), load<u64>(entry, 16))
}

function exchange(entry: usize, place: usize): void {
  const present = load<u64>(place)
  store<u64>(place, load<u64>(entry, 16))
  store<u64>(entry, present, 16)
}
