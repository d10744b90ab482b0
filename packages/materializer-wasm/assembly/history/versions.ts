// Versions of the document: version n is the base with the first n patches applied.
//   ends  u32 per version: log entries up to and including that patch; ends[0] is 0
import { bump } from '../memory/arena'
import { cutLog, logCount, logEntry, stepEntry, truncateLog } from './log'

const FIRST_CAPACITY: u32 = 256

let ends: usize = 0
let capacity: u32 = 0
let newest: u32 = 0
let present: u32 = 0

export function resetVersions(): void {
  ends = bump(<usize>FIRST_CAPACITY << 2)
  capacity = FIRST_CAPACITY
  newest = 0
  present = 0
  store<u32>(ends, 0)
}

export function position(): u32 {
  return present
}

export function count(): u32 {
  return newest
}

/** Log entries up to and including a version. */
@inline
export function versionEnd(version: u32): u32 {
  assert(version <= newest)
  return load<u32>(ends + (<usize>version << 2))
}

/** Undoes the entries from `from` on and forgets them: the answer to a patch that failed halfway. */
export function rollBack(from: u32): void {
  for (let index = logCount(); index > from; index--) stepEntry(logEntry(index - 1), true)
  truncateLog(from)
}

/** Makes the entries from `from` on the next version; versions that had been undone are dropped only now. */
export function commitVersion(from: u32): void {
  cutLog(versionEnd(present), from)
  present++
  newest = present
  if (newest == capacity) {
    const wider = capacity * 2
    const target = bump(<usize>wider << 2)
    memory.copy(target, ends, <usize>capacity << 2)
    ends = target
    capacity = wider
  }
  store<u32>(ends + (<usize>newest << 2), logCount())
}

/** The caller has stepped over the entries up to a version. */
export function arriveAt(version: u32): void {
  present = version
}

/** Steps to a version from 0 to `count()`. */
export function stepTo(version: u32): void {
  assert(version <= newest)
  const target = versionEnd(version)
  let at = versionEnd(present)
  while (at > target) stepEntry(logEntry(--at), true)
  while (at < target) stepEntry(logEntry(at++), false)
  present = version
}
