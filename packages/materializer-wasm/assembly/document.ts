// The document: what the calls of the ABI do, in terms of the subjects below.
import { makeDelta } from './diff/delta'
import { writeOperations } from './diff/write-operations'
import { writeGraph } from './graph/graph-view'
import { writeViewport } from './graph/viewport'
import { logCount, resetLog } from './history/log'
import { commitVersion, count, position, resetVersions, rollBack, stepTo } from './history/versions'
import { sortKeys } from './json/canonical'
import { sliceCell } from './json/cell'
import { admitBytes } from './json/door'
import { isSpace, skipSpace } from './json/scan'
import { resetTree, rootCell, rootPlace, sawCorruption, setRoot } from './json/tree'
import { writeCell } from './json/write'
import { maxDepth, maxDocumentBytes, maxPatchBytes } from './limits'
import { bump, mark, release, resetArena, used as arenaUsed } from './memory/arena'
import { beginOutput, endOutput, outputLength, outputStart, setResult } from './memory/output'
import { resetScratch } from './memory/scratch'
import { applyList, applyPatch, boundSize, unboundSize } from './patch/apply'
import { clearPlace, CORRUPT, DOCUMENT_BYTES, OK, PATCH_BYTES } from './status'

/** Containers around an operation's value: the patch and the operation. */
const PATCH_WRAPPING: u32 = 2

/** Bytes of the present version, or more: the first guess for the size of an output. */
let sizeHint: usize = 0

export function reset(): void {
  resetArena()
  resetScratch()
  resetTree()
  resetLog(true)
  resetVersions()
  setResult(0, 0)
  clearPlace()
  sizeHint = 0
}

export function used(): usize {
  return arenaUsed()
}

/** The door for a document. */
export function admit(start: usize, length: usize): i32 {
  clearPlace()
  const status = admitBytes(start, length, maxDepth())
  if (status != OK) return status
  return outputLength() > <usize>maxDocumentBytes() ? DOCUMENT_BYTES : OK
}

/** Leaves trusted or freshly admitted bytes as the result; answers a status. `wrapping` is the nesting around the values themselves. */
function enter(start: usize, length: usize, trusted: bool, wrapping: u32): i32 {
  clearPlace()
  if (!trusted) return admitBytes(start, length, maxDepth() + wrapping)
  const end = start + length
  const from = skipSpace(start, end)
  let to = end
  while (to > from && isSpace(load<u8>(to - 1))) to--
  setResult(from, to - from)
  return to > from ? OK : CORRUPT
}

export function open(start: usize, length: usize, trusted: bool): i32 {
  const status = enter(start, length, trusted, 0)
  if (status != OK) return status
  if (outputLength() > <usize>maxDocumentBytes()) return DOCUMENT_BYTES
  resetLog(true)
  resetVersions()
  resetTree()
  setRoot(sliceCell(outputStart(), outputLength()))
  sizeHint = outputLength()
  boundSize(<u64>outputLength())
  return OK
}

export function append(start: usize, length: usize, trusted: bool): i32 {
  if (length > <usize>maxPatchBytes()) {
    clearPlace()
    return PATCH_BYTES
  }
  let status = enter(start, length, trusted, PATCH_WRAPPING)
  if (status != OK) return status
  sizeHint += outputLength()
  const from = logCount()
  status = applyPatch(outputStart(), outputStart() + outputLength())
  if (status != OK) {
    rollBack(from)
    return status
  }
  commitVersion(from)
  return OK
}

export function applyAll(start: usize, length: usize, trusted: bool): i32 {
  const status = enter(start, length, trusted, PATCH_WRAPPING + 1)
  if (status != OK) return status
  resetLog(false)
  sizeHint += outputLength()
  return applyList(outputStart(), outputLength())
}

/** The caller gives a version from 0 to `count()`. */
export function seek(version: u32): i32 {
  clearPlace()
  if (version > count()) unreachable()
  if (version == position()) return OK
  stepTo(version)
  unboundSize()
  return OK
}

/** Writes the whole document; the output lies behind the arena's end and lives until the next call. */
export function write(): i32 {
  clearPlace()
  const cell = rootCell()
  const before = mark()
  beginOutput(sizeHint)
  writeCell(cell)
  endOutput()
  release(before)
  return OK
}

export function canonicalize(start: usize, length: usize): i32 {
  const status = enter(start, length, true, 0)
  if (status != OK) return status
  resetTree()
  setRoot(sliceCell(outputStart(), outputLength()))
  sizeHint = length
  sortKeys(rootPlace())
  if (sawCorruption()) return CORRUPT
  return write()
}

/** The caller gives versions from 0 to `count()`. */
export function delta(from: u32, to: u32): i32 {
  clearPlace()
  if (from > count() || to > count()) unreachable()
  // Coming back to where it stood, the document is as large as it was.
  if (to != position()) unboundSize()
  return makeDelta(from, to)
}

/** Forgets the resident document: the two given take its place. */
export function diff(beforeStart: usize, beforeLength: usize, afterStart: usize, afterLength: usize, trusted: bool): i32 {
  let status = enter(beforeStart, beforeLength, trusted, 0)
  if (status != OK) return status
  const before = bump(8)
  store<u64>(before, sliceCell(outputStart(), outputLength()))
  status = enter(afterStart, afterLength, trusted, 0)
  if (status != OK) return status
  resetTree()
  setRoot(sliceCell(outputStart(), outputLength()))
  writeOperations(before)
  return sawCorruption() ? CORRUPT : OK
}

/** The output, like that of `graph`, lies behind the arena's end and lives until the next call. */
export function viewport(left: f64, top: f64, right: f64, bottom: f64): i32 {
  clearPlace()
  writeViewport(left, top, right, bottom)
  return sawCorruption() ? CORRUPT : OK
}

export function graph(): i32 {
  clearPlace()
  writeGraph()
  return sawCorruption() ? CORRUPT : OK
}
