import { hunkClosure, hunksOf, type Hunk as Part } from '@aob/ir/document'
import type { PatchRecord } from '@aob/schemas'
import { type ChoiceRow, rowsOf } from './choice-rows.ts'
import type { Overlay } from './run-overlay.ts'

/** The parts of a proposal as people see them: what approving some of them means to the server. Parts are named by their index. */
export interface Parts {
  all: readonly Part[]
  /** Parts of each entry of the change list, by its key. */
  ofEntry: ReadonlyMap<string, readonly number[]>
  /** What can be chosen apart within an entry, by its key. */
  rows: ReadonlyMap<string, readonly ChoiceRow[]>
}

/** Parts that are left out of what would be approved. */
export type LeftOut = ReadonlySet<number>

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
  const rows = new Map(overlay.hunks.map((hunk) => [hunk.key, rowsOf(hunk, all, ofEntry.get(hunk.key) ?? [])]))
  return { all, ofEntry, rows }
}

/** How much of something is included. */
export type Included = 'all' | 'some' | 'none'

export function included(leftOut: LeftOut, parts: readonly number[]): Included {
  const out = parts.filter((part) => leftOut.has(part)).length
  if (out === 0) return 'all'
  return out === parts.length ? 'none' : 'some'
}

/** What is left out after somebody turned parts on or off: all of them off when all were in, else on. On brings what they need, off takes along what needs them. */
export function toggled(parts: Parts, leftOut: LeftOut, chosen: readonly number[]): LeftOut {
  const result = new Set(leftOut)
  if (included(leftOut, chosen) === 'all') {
    const gone = new Set(chosen)
    for (const { index } of parts.all) if (hunkClosure(parts.all, [index]).some((part) => gone.has(part))) result.add(index)
    for (const part of withoutRows(parts, result)) result.add(part)
  } else for (const part of hunkClosure(parts.all, chosen)) result.delete(part)
  return result
}

/** Parts of entries of which nothing else is left: what nobody sees of them goes too. */
function withoutRows({ ofEntry, rows }: Parts, leftOut: LeftOut): number[] {
  return [...ofEntry].flatMap(([key, parts]) => {
    const seen = (rows.get(key) ?? []).flatMap((row) => row.parts)
    return seen.length > 0 && seen.every((part) => leftOut.has(part)) ? parts : []
  })
}

/** How many things people can choose, and how many of them are in. */
export function countOf({ rows }: Parts, leftOut: LeftOut): { chosen: number; all: number } {
  const every = [...rows.values()].flat()
  return { all: every.length, chosen: every.filter((row) => included(leftOut, row.parts) === 'all').length }
}

/** Indexes to approve; undefined for all of it, empty when nothing is left. */
export function chosenParts(parts: Parts, leftOut: LeftOut): number[] | undefined {
  if (leftOut.size === 0) return undefined
  if (countOf(parts, leftOut).chosen === 0) return []
  const wanted = parts.all.map(({ index }) => index).filter((index) => !leftOut.has(index))
  // What needs a part that is left out goes too: moves of order nobody sees, for example.
  return wanted.filter((index) => hunkClosure(parts.all, [index]).every((needed) => !leftOut.has(needed)))
}
