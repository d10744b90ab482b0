// The document: what the calls of the core's ABI do, in terms of the subjects below.
import { makeDelta } from './diff/delta'
import { writeViewport } from './graph/viewport'
import { logCount, resetLog } from './history/log'
import { commitVersion, count, position, resetVersions, rollBack, stepTo } from './history/versions'
import { sliceCell } from './json/cell'
import { admitBytes } from './json/door'
import { clearOutline } from './json/outline'
import { isSpace, skipSpace } from './json/scan'
import { resetTree, rootCell, sawCorruption, setRoot } from './json/tree'
import { writeCell } from './json/write'
import { maxDepth, maxDocumentBytes, maxPatchBytes } from './limits'
import { mark, release, resetArena, used as arenaUsed } from './memory/arena'
import { beginOutput, endOutput, outputLength, outputStart, setResult } from './memory/output'
import { resetScratch } from './memory/scratch'
import { applyList, applyPatch, boundSize, unboundSize } from './patch/apply'
import { clearPlace, CORRUPT, DOCUMENT_BYTES, OK, PATCH_BYTES } from './status'

/** Containers around an operation's value: the patch and the operation. */
const PATCH_WRAPPING: u32 = 2

export function reset(): void {
  resetArena()
  resetScratch()
  resetTree()
  clearOutline()
  resetLog(true)
  resetVersions()
  setResult(0, 0)
  clearPlace()
}

export function used(): usize {
  return arenaUsed()
}

/** The door for a document. */
export function admit(start: usize, length: usize): i32 {
  clearPlace()
  const status = admitBytes(start, length, maxDepth(), false)
  if (status != OK) return status
  return outputLength() > <usize>maxDocumentBytes() ? DOCUMENT_BYTES : OK
}

/** Leaves trusted or freshly admitted bytes as the result; answers a status. `wrapping` is the nesting around the values themselves. */
export function enter(start: usize, length: usize, trusted: bool, wrapping: u32): i32 {
  clearPlace()
  if (!trusted) return admitBytes(start, length, maxDepth() + wrapping, wrapping == 0)
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
  beginOutput()
  writeCell(cell)
  endOutput()
  release(before)
  return OK
}

/** The caller gives versions from 0 to `count()`. */
export function delta(from: u32, to: u32): i32 {
  clearPlace()
  if (from > count() || to > count()) unreachable()
  // Coming back to where it stood, the document is as large as it was.
  if (to != position()) unboundSize()
  return makeDelta(from, to)
}

/** The output lies behind the arena's end and lives until the next call. */
export function viewport(left: f64, top: f64, right: f64, bottom: f64): i32 {
  clearPlace()
  writeViewport(left, top, right, bottom)
  return sawCorruption() ? CORRUPT : OK
}
