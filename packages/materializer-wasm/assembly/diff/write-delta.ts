// A delta as JSON, in the shape of DocumentDelta (src/delta.ts). Opens nothing, so the output may grow in place.
import { EDGES, NODES } from '../graph/sections'
import { textLength, textStart } from '../json/cell'
import { writeCell } from '../json/write'
import { beginOutput, endOutput, putByte, putNumber, putSlice, putText } from '../memory/output'
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

const FIRST_GUESS: usize = 4096

/** Writes what was touched; `wholeRoot` is a cell to report as the whole document, or 0. */
export function writeDelta(from: u32, to: u32, wholeRoot: u64): void {
  beginOutput(FIRST_GUESS)
  putText('{"from":')
  putNumber(from)
  putText(',"to":')
  putNumber(to)
  putText(',"nodes":')
  writeSection(NODES)
  putText(',"edges":')
  writeSection(EDGES)
  putText(',"members":')
  writeMembers()
  if (wholeRoot != 0) {
    putText(',"root":')
    writeCell(wholeRoot)
  }
  putByte(0x7d)
  endOutput()
}

function writeSection(section: u32): void {
  putText('{"added":[')
  let first = true
  for (let record = nextIn(section, firstRecord()); record != 0; record = nextIn(section, nextRecord(record))) {
    if (cellBefore(record) != 0 || cellAfter(record) == 0) continue
    separate(first)
    first = false
    writeAdded(record)
  }
  putText('],"removed":[')
  first = true
  for (let record = nextIn(section, firstRecord()); record != 0; record = nextIn(section, nextRecord(record))) {
    if (cellBefore(record) == 0 || cellAfter(record) != 0) continue
    separate(first)
    first = false
    writeString(recordId(record))
  }
  putText('],"changed":[')
  first = true
  for (let record = nextIn(section, firstRecord()); record != 0; record = nextIn(section, nextRecord(record))) {
    if (cellBefore(record) == 0 || cellAfter(record) == 0) continue
    if (fieldsSet(record) + fieldsUnset(record) == 0 && !isMoved(record)) continue
    separate(first)
    first = false
    writeChanged(record)
  }
  putText(']}')
}

/** The first record of a section from `record` on; sections compared as members have none. */
function nextIn(section: u32, record: usize): usize {
  if (section != MEMBER && isPlainSection(section)) return 0
  let candidate = record
  while (candidate != 0 && recordSection(candidate) != section) candidate = nextRecord(candidate)
  return candidate
}

function writeAdded(record: usize): void {
  putText('{"id":')
  writeString(recordId(record))
  putText(',"index":')
  putNumber(recordIndex(record))
  putText(',"value":')
  writeCell(cellAfter(record))
  putByte(0x7d)
}

function writeChanged(record: usize): void {
  putText('{"id":')
  writeString(recordId(record))
  putText(',"set":{')
  const base = fieldsIndex(record)
  const set = fieldsSet(record)
  for (let field: u32 = 0; field < set; field++) {
    separate(field == 0)
    writeString(load<u64>(scratchAt(base + field * 2)))
    putByte(0x3a)
    writeCell(load<u64>(scratchAt(base + field * 2 + 1)))
  }
  putText('},"unset":[')
  for (let field: u32 = 0; field < fieldsUnset(record); field++) {
    separate(field == 0)
    writeString(load<u64>(scratchAt(base + set * 2 + field)))
  }
  putByte(0x5d)
  if (isMoved(record)) {
    putText(',"index":')
    putNumber(recordIndex(record))
  }
  putByte(0x7d)
}

function writeMembers(): void {
  putText('{"set":{')
  let first = true
  for (let record = nextIn(MEMBER, firstRecord()); record != 0; record = nextIn(MEMBER, nextRecord(record))) {
    if (cellAfter(record) == 0 || fieldsSet(record) == 0) continue
    separate(first)
    first = false
    writeString(recordId(record))
    putByte(0x3a)
    writeCell(cellAfter(record))
  }
  putText('},"unset":[')
  first = true
  for (let record = nextIn(MEMBER, firstRecord()); record != 0; record = nextIn(MEMBER, nextRecord(record))) {
    if (cellBefore(record) == 0 || cellAfter(record) != 0) continue
    separate(first)
    first = false
    writeString(recordId(record))
  }
  putText(']}')
}

function separate(first: bool): void {
  if (!first) putByte(0x2c)
}

function writeString(content: u64): void {
  putByte(0x22)
  putSlice(textStart(content), textLength(content))
  putByte(0x22)
}
