// What a way through history has touched: one record per node, edge or root member, in the order of first touch.
//   record  0 next u32 | 4 section u32 (MEMBER for root members) | 8 id or key text | 16 cell before | 24 cell after
//           32 hash u32 | 36 moved u32 | 40 scratch index of the changed fields u32 | 44 fields set u32 | 48 fields unset u32
//           52 index u32 at the end, for what is added or moved | 56 old index u32, where documents are compared
// A cell of 0 means "not there".
import { SECTIONS } from '../graph/sections'
import { sameText, textLength, textStart } from '../json/cell'
import { bump } from '../memory/arena'
import { hashBytes } from '../memory/bytes'

/** Pseudo-section of the members of the root object. */
export const MEMBER: u32 = SECTIONS

const RECORD_BYTES: usize = 64
const FIRST_CAPACITY: u32 = 64

let table: usize = 0
let capacity: u32 = 0
let count: u32 = 0
let first: usize = 0
let last: usize = 0

export function resetTouched(): void {
  count = 0
  first = 0
  last = 0
  makeTable(FIRST_CAPACITY)
}

function makeTable(slots: u32): void {
  capacity = slots
  table = bump(<usize>slots << 2)
  memory.fill(table, 0, <usize>slots << 2)
}

export function firstRecord(): usize {
  return first
}

export function nextRecord(record: usize): usize {
  return <usize>load<u32>(record)
}

export function recordSection(record: usize): u32 {
  return load<u32>(record, 4)
}

export function recordId(record: usize): u64 {
  return load<u64>(record, 8)
}

export function cellBefore(record: usize): u64 {
  return load<u64>(record, 16)
}

/** Address of the record's cell at the end of the way. */
export function afterPlace(record: usize): usize {
  return record + 24
}

/** Address of the record's cell at the beginning of the way. */
export function beforePlace(record: usize): usize {
  return record + 16
}

export function cellAfter(record: usize): u64 {
  return load<u64>(record, 24)
}

export function isMoved(record: usize): bool {
  return load<u32>(record, 36) != 0
}

export function markMoved(record: usize): void {
  store<u32>(record, 1, 36)
}

export function recordIndex(record: usize): u32 {
  return load<u32>(record, 52)
}

export function setIndex(record: usize, index: u32): void {
  store<u32>(record, index, 52)
}

/** Position among the elements of the first document, when documents are compared. */
export function oldIndex(record: usize): u32 {
  return load<u32>(record, 56)
}

export function setOldIndex(record: usize, index: u32): void {
  store<u32>(record, index, 56)
}

export function setFields(record: usize, scratchIndex: u32, set: u32, unset: u32): void {
  store<u32>(record, scratchIndex, 40)
  store<u32>(record, set, 44)
  store<u32>(record, unset, 48)
}

export function fieldsIndex(record: usize): u32 {
  return load<u32>(record, 40)
}

export function fieldsSet(record: usize): u32 {
  return load<u32>(record, 44)
}

export function fieldsUnset(record: usize): u32 {
  return load<u32>(record, 48)
}

/** The record of an id, or 0. */
export function findRecord(section: u32, id: u64): usize {
  return <usize>load<u32>(slotFor(section, id, hashOf(section, id)))
}

/** Adds a record with the cell it had before; the id must not be there yet. */
export function addRecord(section: u32, id: u64, before: u64): usize {
  if (count * 2 >= capacity) widen()
  const hash = hashOf(section, id)
  const record = bump(RECORD_BYTES)
  memory.fill(record, 0, RECORD_BYTES)
  store<u32>(record, section, 4)
  store<u64>(record, id, 8)
  store<u64>(record, before, 16)
  store<u32>(record, hash, 32)
  store<u32>(slotFor(section, id, hash), <u32>record)
  if (last == 0) first = record
  else store<u32>(last, <u32>record)
  last = record
  count++
  return record
}

function hashOf(section: u32, id: u64): u32 {
  return hashBytes(textStart(id), textLength(id)) + section
}

/** Address of the slot that holds the record, or of the free one where it belongs. */
function slotFor(section: u32, id: u64, hash: u32): usize {
  let slot = hash & (capacity - 1)
  while (true) {
    const place = table + (<usize>slot << 2)
    const record = <usize>load<u32>(place)
    if (record == 0 || (load<u32>(record, 32) == hash && isRecordOf(record, section, id))) return place
    slot = (slot + 1) & (capacity - 1)
  }
}

function isRecordOf(record: usize, section: u32, id: u64): bool {
  return recordSection(record) == section && sameText(recordId(record), id)
}

function widen(): void {
  makeTable(capacity * 2)
  for (let record = first; record != 0; record = nextRecord(record)) {
    let slot = load<u32>(record, 32) & (capacity - 1)
    while (load<u32>(table + (<usize>slot << 2)) != 0) slot = (slot + 1) & (capacity - 1)
    store<u32>(table + (<usize>slot << 2), <u32>record)
  }
}
