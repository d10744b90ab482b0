// A delta as JSON without names; src/read-delta.ts makes a DocumentDelta of it. Opens nothing, so the output may grow in place.
//   [nodes, edges, {members set}, [members unset], root where the whole is reported]
//   nodes and edges   [[[id, index, value] …], [id removed …], [[id, {fields set}, [fields unset], index where moved] …]]
import { EDGES, NODES } from '../graph/sections'
import { textLength, textStart } from '../json/cell'
import { writeCell } from '../json/write'
import { beginOutput, endOutput, putByte, putNumber, putSlice } from '../memory/output'
import { scratchAt } from '../memory/scratch'
import { isPlainSection } from './compare-documents'
import {
  cellAfter,
  cellBefore,
  fieldsIndex,
  fieldsSet,
  fieldsUnset,
  firstRecord,
  isMoved,
  MEMBER,
  nextRecord,
  recordId,
  recordIndex,
  recordSection,
} from './touched'

const OPEN_ARRAY: u32 = 0x5b
const CLOSE_ARRAY: u32 = 0x5d
const OPEN_OBJECT: u32 = 0x7b
const CLOSE_OBJECT: u32 = 0x7d
const COMMA: u32 = 0x2c

/** Writes what was touched; `wholeRoot` is a cell to report as the whole document, or 0. */
export function writeDelta(wholeRoot: u64): void {
  beginOutput()
  putByte(OPEN_ARRAY)
  writeSection(NODES)
  putByte(COMMA)
  writeSection(EDGES)
  putByte(COMMA)
  writeMembers()
  if (wholeRoot != 0) {
    putByte(COMMA)
    writeCell(wholeRoot)
  }
  putByte(CLOSE_ARRAY)
  endOutput()
}

function writeSection(section: u32): void {
  openList(OPEN_ARRAY)
  openList(OPEN_ARRAY)
  for (let record = nextIn(section, firstRecord()); record != 0; record = nextIn(section, nextRecord(record))) {
    if (cellBefore(record) == 0 && cellAfter(record) != 0) writeAdded(record)
  }
  putByte(CLOSE_ARRAY)
  writeRemoved(section)
  putByte(COMMA)
  openList(OPEN_ARRAY)
  for (let record = nextIn(section, firstRecord()); record != 0; record = nextIn(section, nextRecord(record))) {
    if (cellBefore(record) == 0 || cellAfter(record) == 0) continue
    if (fieldsSet(record) + fieldsUnset(record) > 0 || isMoved(record)) writeChanged(record)
  }
  putByte(CLOSE_ARRAY)
  putByte(CLOSE_ARRAY)
}

/** The ids of what is gone, as a list behind a comma. */
function writeRemoved(section: u32): void {
  putByte(COMMA)
  openList(OPEN_ARRAY)
  for (let record = nextIn(section, firstRecord()); record != 0; record = nextIn(section, nextRecord(record))) {
    if (cellBefore(record) == 0 || cellAfter(record) != 0) continue
    separate()
    writeString(recordId(record))
  }
  putByte(CLOSE_ARRAY)
}

/** The first record of a section from `record` on; sections compared as members have none. */
function nextIn(section: u32, record: usize): usize {
  if (section != MEMBER && isPlainSection(section)) return 0
  let candidate = record
  while (candidate != 0 && recordSection(candidate) != section) candidate = nextRecord(candidate)
  return candidate
}

function writeAdded(record: usize): void {
  separate()
  putByte(OPEN_ARRAY)
  writeString(recordId(record))
  writeIndex(record)
  putByte(COMMA)
  writeCell(cellAfter(record))
  putByte(CLOSE_ARRAY)
}

function writeChanged(record: usize): void {
  separate()
  putByte(OPEN_ARRAY)
  writeString(recordId(record))
  putByte(COMMA)
  openList(OPEN_OBJECT)
  let at = fieldsIndex(record)
  for (let field = fieldsSet(record); field > 0; field--, at += 2) writeMember(load<u64>(scratchAt(at)), load<u64>(scratchAt(at + 1)))
  putByte(CLOSE_OBJECT)
  putByte(COMMA)
  openList(OPEN_ARRAY)
  for (let field = fieldsUnset(record); field > 0; field--, at++) {
    separate()
    writeString(load<u64>(scratchAt(at)))
  }
  putByte(CLOSE_ARRAY)
  if (isMoved(record)) writeIndex(record)
  putByte(CLOSE_ARRAY)
  // The lists inside have ended; the one around them goes on.
  empty = false
}

function writeIndex(record: usize): void {
  putByte(COMMA)
  putNumber(recordIndex(record))
}

/** What is set, and the names of what is gone. */
function writeMembers(): void {
  openList(OPEN_OBJECT)
  for (let record = nextIn(MEMBER, firstRecord()); record != 0; record = nextIn(MEMBER, nextRecord(record))) {
    if (cellAfter(record) != 0 && fieldsSet(record) > 0) writeMember(recordId(record), cellAfter(record))
  }
  putByte(CLOSE_OBJECT)
  writeRemoved(MEMBER)
}

function writeMember(key: u64, value: u64): void {
  separate()
  writeString(key)
  putByte(0x3a)
  writeCell(value)
}

/** Whether nothing stands yet in the list opened last. */
let empty: bool = true

function openList(bracket: u32): void {
  putByte(bracket)
  empty = true
}

function separate(): void {
  if (!empty) putByte(COMMA)
  empty = false
}

function writeString(content: u64): void {
  putByte(0x22)
  putSlice(textStart(content), textLength(content))
  putByte(0x22)
}
