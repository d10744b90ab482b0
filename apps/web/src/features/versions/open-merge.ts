import { conflictKey, type MergeConflict } from '@aob/ir/document'
import type { DecidedConflicts } from '@aob/schemas'

/** `left` is the tag that is merged into, `right` the one that is merged. */
export type MergeSide = 'left' | 'right'

/** A merge that waits for a person: the versions it is about, what does not go together, and whose word counts where. */
export interface OpenMerge {
  from: string
  head: string
  theirs: string
  conflicts: readonly MergeConflict[]
  sides: Readonly<Record<string, MergeSide>>
  /** Why the list is another one than it was. */
  note?: string
}

/**
 * The merge a 409 leaves open; undefined when it holds no conflicts. What was decided before about the same versions stays decided, and
 * what that brought about stands below it; of versions that moved on, what says the same as before.
 */
export function openMerge(from: string, data: Readonly<Record<string, unknown>>, before?: OpenMerge): OpenMerge | undefined {
  const { head, theirs } = data
  const found = conflictsIn(data.conflict)
  if (typeof head !== 'string' || typeof theirs !== 'string' || found.length === 0) return undefined
  if (before?.from !== from) return { from, head, theirs, conflicts: found, sides: {} }
  if (before.head === head && before.theirs === theirs) {
    const decided = before.conflicts.filter((conflict) => conflictKey(conflict) in before.sides)
    const known = new Set(decided.map(conflictKey))
    const fresh = found.filter((conflict) => !known.has(conflictKey(conflict)))
    const note = 'What was decided brings up more, at the end of the list.'
    // Asked again about what was decided: no answer of ours settles it, so it is asked anew.
    return fresh.length === 0 ? { from, head, theirs, conflicts: found, sides: {} } : { ...before, conflicts: [...decided, ...fresh], note }
  }
  const same = new Set(before.conflicts.map(contentOf))
  const kept = found.filter((conflict) => same.has(contentOf(conflict))).map(conflictKey)
  const sides = Object.fromEntries(Object.entries(before.sides).filter(([key]) => kept.includes(key)))
  return { from, head, theirs, conflicts: found, sides, note: 'A branch moved on meanwhile; what it changed is to be decided anew.' }
}

const contentOf = (conflict: MergeConflict) => JSON.stringify([conflictKey(conflict), conflict.left, conflict.right])

/** The decisions as they are sent; undefined while one is missing. */
export function decidedConflicts({ head, theirs, conflicts, sides }: OpenMerge): DecidedConflicts | undefined {
  const places = conflicts.flatMap(({ reason, target, pointer }) => {
    const side = sides[conflictKey({ reason, target, pointer })]
    return side ? [{ reason, target, pointer, side }] : []
  })
  const [first, ...others] = places
  return first && places.length === conflicts.length ? { head, theirs, places: [first, ...others] } : undefined
}

export function withSide(merge: OpenMerge, conflicts: readonly MergeConflict[], side: MergeSide): OpenMerge {
  return { ...merge, sides: { ...merge.sides, ...Object.fromEntries(conflicts.map((conflict) => [conflictKey(conflict), side])) } }
}

/** Where it is, in the words of the page. */
export function placeOf({ target, pointer, base, left, right }: Pick<MergeConflict, 'target' | 'pointer' | 'base' | 'left' | 'right'>): string {
  const field = pointer.split('/').filter(Boolean).map(asWritten).join(' › ')
  const edge = target.kind === 'edge' ? [base, left, right].find(isEdge) : undefined
  const path = edge ? [...target.path.slice(0, -1), `${edge.from} → ${edge.to}`] : target.path
  return [`${target.kind === 'edge' ? 'Connection ' : ''}${path.join(' › ')}`, field].filter(Boolean).join(' · ') || 'Workflow'
}

const asWritten = (token: string) => token.replaceAll('~1', '/').replaceAll('~0', '~')

/** Why it does not go together, in the words of the page. */
export function reasonWords({ reason, message }: MergeConflict): string {
  switch (reason) {
    case 'value_changed':
      return 'Both changed it, each in another way.'
    case 'added_twice':
      return 'Both added it, each with something else in it.'
    case 'removed_and_changed':
      return 'One removed it, the other changed it. A step that stays keeps its connections.'
    case 'edge_dangles':
      return 'One connected it, the other removed the step at its end.'
    case 'flow_changed':
      return 'Both lead it another way. The way that is not chosen goes, with new steps that only it leads to.'
    case 'reference_lost':
      return 'It reads the output of a step that the other branch removed.'
    case 'cycle':
      return message // names the way round
  }
}

/** What a side has there. Of connections where they lead, of a step what it changed of it, of anything else its JSON. */
export function sideWords({ target, pointer, reason, base, ...sides }: MergeConflict, side: MergeSide): string {
  const value = sides[side]
  if (value === undefined) return reason === 'reference_lost' || reason === 'removed_and_changed' ? 'Removed' : 'Nothing'
  const edges: unknown[] = Array.isArray(value) ? value : [value]
  if ((reason === 'flow_changed' || reason === 'cycle' || (target.kind === 'edge' && pointer === '')) && edges.every(isEdge))
    return edges.map(({ from, to, when }) => `${from} → ${to}${when === undefined ? '' : ` when ${when}`}`).join('\n')
  if (target.kind === 'node' && pointer === '' && isRecord(value)) return stepWords(value, isRecord(base) ? base : {})
  return inText(value)
}

const inText = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value, undefined, 1))

/** A step, as far as it differs from what it was; all of a new one. */
function stepWords(step: Record<string, unknown>, was: Record<string, unknown>): string {
  const [now, before] = [settingsOf(step), settingsOf(was)]
  const lines = [...new Set([...Object.keys(before), ...Object.keys(now)])].flatMap((key) => {
    const same = JSON.stringify(now[key]) === JSON.stringify(before[key])
    return same ? [] : [`${key}: ${now[key] === undefined ? 'removed' : inText(now[key])}`]
  })
  return lines.join('\n') || inText(step)
}

/** What people set of a step, its settings one by one. */
function settingsOf({ id: _id, position: _position, config, ...rest }: Record<string, unknown>): Record<string, unknown> {
  return isRecord(config) ? { ...rest, ...config } : rest
}

function isEdge(value: unknown): value is { from: string; to: string; when?: string } {
  return isRecord(value) && typeof value.from === 'string' && typeof value.to === 'string'
}

function conflictsIn(list: unknown): MergeConflict[] {
  if (!Array.isArray(list)) return []
  // The server wrote them by the rules of this page; anything else in the list is passed over.
  return list.filter(
    (item): item is MergeConflict =>
      isRecord(item) && typeof item.message === 'string' && typeof item.pointer === 'string' && isRecord(item.target) && Array.isArray(item.target.path),
  )
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
