// The delta between two versions: what a mirror at `from` needs to stand at `to`.
import { stepTo } from '../history/versions'
import { rootCell, rootPlace, sawCorruption } from '../json/tree'
import { bump } from '../memory/arena'
import { scratchHeight, scratchPop } from '../memory/scratch'
import { frozen } from '../patch/operations'
import { CORRUPT, OK } from '../status'
import { gatherChanges } from './changed-fields'
import { compareDocuments, resetPlainSections } from './compare-documents'
import { noteIndices } from './element-index'
import { resetTouched } from './touched'
import { trackSteps } from './track-steps'
import { writeDelta } from './write-delta'

/** Steps to `to` by way of `from`; the output holds the delta. */
export function makeDelta(from: u32, to: u32): i32 {
  const height = scratchHeight()
  stepTo(from)
  resetTouched()
  resetPlainSections()
  let comparable = true
  if (!trackSteps(to)) comparable = compareVersions(from, to)
  if (comparable) {
    gatherChanges()
    noteIndices()
  } else resetTouched()
  if (sawCorruption()) {
    scratchPop(height)
    return CORRUPT
  }
  writeDelta(comparable ? 0 : rootCell())
  scratchPop(height)
  return OK
}

function compareVersions(from: u32, to: u32): bool {
  stepTo(from)
  const before = bump(8)
  store<u64>(before, frozen(rootCell()))
  stepTo(to)
  return compareDocuments(before, rootPlace())
}
