// The six operations of RFC 6902 over the operation read last.
import { cellLength, cellTag, SLICE, sliceCell } from '../json/cell'
import { settled } from '../json/dirty'
import { equalAt } from '../json/equal'
import { depthOf } from '../json/measure'
import { sawCorruption } from '../json/tree'
import { writeCell } from '../json/write'
import { maxCopiedBytes, maxDepth } from '../limits'
import { bump } from '../memory/arena'
import { equalBytes } from '../memory/bytes'
import { beginOutput, endOutput, outputLength, outputStart } from '../memory/output'
import { COPIED_BYTES, CORRUPT, DEPTH, MOVE_INTO_SELF, OK, OPERATION_INVALID, placePointer, TEST_FAILED } from '../status'
import {
  ADD,
  COPY,
  MOVE,
  operationFrom,
  operationFromLength,
  operationKind,
  operationPath,
  operationPathLength,
  operationValue,
  REMOVE,
  REPLACE,
  TEST,
} from './operation'
import { checkPointer, targetPlace, tokenCount, walkTo } from './pointer'
import { addAt, removeAt, removedCell, replaceAt } from './tree-edits'

/** Bytes copied by the patch at work. */
let copied: u64 = 0
/** Bytes the patch at work can have added to the document at most. */
let added: u64 = 0

export function beginPatchAccount(): void {
  copied = 0
  added = 0
}

export function bytesAdded(): u64 {
  return added
}

/** Applies the operation read last. */
export function applyOperation(): i32 {
  const path = operationPath()
  const pathLength = operationPathLength()
  placePointer(path, pathLength)
  const status = checkPointer(path, pathLength)
  if (status != OK) return status
  switch (operationKind()) {
    case ADD:
      return place(operationValue(), false)
    case REPLACE:
      return place(operationValue(), true)
    case REMOVE:
      return removeAt(path, pathLength)
    case MOVE:
      return move()
    case COPY:
      return copy()
    case TEST:
      return test()
    default:
      return OPERATION_INVALID
  }
}

/** Adds or replaces by a value, which must fit the depth cap there. */
function place(cell: u64, replacing: bool): i32 {
  const path = operationPath()
  const length = operationPathLength()
  if (tokenCount(path, length) + depthOf(cell) > maxDepth()) return DEPTH
  // A key taken from the pointer is no longer than it; quotes, colon and comma make four.
  added += <u64>length + 4
  if (cellTag(cell) == SLICE) added += <u64>cellLength(cell)
  return replacing ? replaceAt(path, length, cell) : addAt(path, length, cell)
}

/** The status of work with `from`: a refusal names that pointer. */
function withFrom(status: i32): i32 {
  if (status != OK) placePointer(operationFrom(), operationFromLength())
  return status
}

function checkFrom(): i32 {
  return withFrom(checkPointer(operationFrom(), operationFromLength()))
}

function move(): i32 {
  const from = operationFrom()
  const fromLength = operationFromLength()
  const path = operationPath()
  const pathLength = operationPathLength()
  let status = checkFrom()
  if (status != OK) return status
  const within = pathLength >= fromLength && equalBytes(from, path, fromLength)
  if (within && pathLength == fromLength) return findFrom()
  if (within && load<u8>(path + fromLength) == 0x2f) return MOVE_INTO_SELF
  status = withFrom(removeAt(from, fromLength))
  return status != OK ? status : place(removedCell(), false)
}

/** Walks to `from`. */
function findFrom(): i32 {
  return withFrom(walkTo(operationFrom(), operationFromLength()))
}

function copy(): i32 {
  let status = checkFrom()
  if (status != OK) return status
  status = findFrom()
  if (status != OK) return status
  const value = frozen(load<u64>(targetPlace()))
  copied += <u64>cellLength(value)
  return copied > <u64>maxCopiedBytes() ? COPIED_BYTES : place(value, false)
}

/** The value as a slice, which later changes of the original do not reach. */
export function frozen(cell: u64): u64 {
  const value = settled(cell)
  if (cellTag(value) == SLICE) return value
  beginOutput()
  writeCell(value)
  endOutput()
  return sliceCell(outputStart(), outputLength())
}

function test(): i32 {
  const status = walkTo(operationPath(), operationPathLength())
  if (status != OK) return status
  const expected = bump(8)
  store<u64>(expected, operationValue())
  if (equalAt(targetPlace(), expected)) return OK
  return sawCorruption() ? CORRUPT : TEST_FAILED
}
