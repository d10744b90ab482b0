import { hunkClosure, hunksOf, type Hunk as Part } from '@aob/ir/document'
import type { PatchRecord } from '@aob/schemas'
import type { Overlay } from './run-overlay.ts'

/** The parts of a proposal under the entries people see: what approving some of the entries means to the server. */
export interface Parts {
  all: readonly Part[]
  /** Parts of each entry of the change list, by its key. */
  ofEntry: ReadonlyMap<string, readonly number[]>
}

/** Parts as the server cuts them (the same core), each under the entry that shows it. A part nobody sees goes with every choice. */
export function partsOf(patch: Pick<PatchRecord, 'anchored'>, overlay: Overlay): Parts {
  const homes = new Map(overlay.hunks.flatMap(({ key, edges }) => edges.map(({ id }): [string, string] => [id, key])))
  const all = hunksOf(patch.anchored)
  const ofEntry = new Map<string, number[]>(overlay.hunks.map(({ key }) => [key, []]))
  for (const { index, changes } of all) {
    for (const { target } of changes) {
      const [outermost = '', ...inner] = target.path
      const key = target.kind === 'root' ? '/' : target.kind === 'edge' && inner.length === 0 ? homes.get(outermost) : outermost
      const parts = key === undefined ? undefined : ofEntry.get(key)
      if (parts && parts.at(-1) !== index) parts.push(index)
    }
  }
  return { all, ofEntry }
}

/** What is left out after somebody turned an entry on or off. On brings what it needs, off takes along what needs it. */
export function toggled(parts: Parts, leftOut: ReadonlySet<string>, key: string): ReadonlySet<string> {
  const result = new Set(leftOut)
  if (leftOut.has(key)) for (const entry of neededBy(parts, key)) result.delete(entry)
  else for (const entry of parts.ofEntry.keys()) if (neededBy(parts, entry).has(key)) result.add(entry)
  return result
}

/** The entry itself, and every other one it cannot do without. */
export function neededBy({ all, ofEntry }: Parts, key: string): Set<string> {
  const closed = new Set(hunkClosure(all, ofEntry.get(key) ?? []))
  return new Set([key, ...[...ofEntry].filter(([, parts]) => parts.some((part) => closed.has(part))).map(([entry]) => entry)])
}

/** Indexes to approve; undefined for all of it, empty when nothing is left. */
export function chosenParts({ all, ofEntry }: Parts, leftOut: ReadonlySet<string>): number[] | undefined {
  if (leftOut.size === 0) return undefined
  if ([...ofEntry.keys()].every((key) => leftOut.has(key))) return []
  const without = new Set([...leftOut].flatMap((key) => ofEntry.get(key) ?? []))
  const wanted = all.map(({ index }) => index).filter((index) => !without.has(index))
  // What needs a part that is left out goes too: moves of order nobody sees, for example.
  return wanted.filter((index) => hunkClosure(all, [index]).every((needed) => !without.has(needed)))
}
