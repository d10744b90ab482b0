// Questions about whole documents: what the calls of the analysis ABI do, in terms of the subjects below.
import { writeOperations } from './diff/write-operations'
import { enter, write } from './document'
import { writeGraph } from './graph/graph-view'
import { sortKeys } from './json/canonical'
import { sliceCell } from './json/cell'
import { resetTree, rootPlace, sawCorruption, setRoot } from './json/tree'
import { bump } from './memory/arena'
import { outputLength, outputStart } from './memory/output'
import { clearPlace, CORRUPT, OK } from './status'

export function canonicalize(start: usize, length: usize): i32 {
  const status = enter(start, length, true, 0)
  if (status != OK) return status
  resetTree()
  setRoot(sliceCell(outputStart(), outputLength()))
  sortKeys(rootPlace())
  if (sawCorruption()) return CORRUPT
  return write()
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

/** The output lies behind the arena's end and lives until the next call. */
export function graph(): i32 {
  clearPlace()
  writeGraph()
  return sawCorruption() ? CORRUPT : OK
}
