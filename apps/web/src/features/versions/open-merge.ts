import { conflictKey, type MergeConflict, type Names } from '@aob/ir/document'
import type { DecidedConflicts } from '@aob/schemas'
import { connectionWords, namesIn, type StepPlace, targetPlace } from '../../ui/step-place.ts'

/** `left` is the tag that is merged into, `right` the one that is merged. */
export type MergeSide = 'left' | 'right'

/** A merge that waits for a person: the versions it is about, what does not go together, and whose word counts where. */
export interface OpenMerge {
  from: string
  head: string
  theirs: string
  conflicts: readonly MergeConflict[]
  /** Of the steps the conflicts are about. */
  names: Names
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
  const names = namesIn(data.names)
  if (before?.from !== from) return { from, head, theirs, conflicts: found, names, sides: {} }
  if (before.head === head && before.theirs === theirs) {
    const decided = before.conflicts.filter((conflict) => conflictKey(conflict) in before.sides)
    const settled = new Set(decided.map(conflictKey))
    const fresh = found.filter((conflict) => !settled.has(conflictKey(conflict)))
    const note = 'What was decided brings up more, at the end of the list.'
    // Asked again about what was decided: no answer of ours settles it, so it is asked anew.
    if (fresh.length === 0) return { from, head, theirs, conflicts: found, names, sides: {} }
    const known = { steps: { ...before.names.steps, ...names.steps }, ends: { ...before.names.ends, ...names.ends } }
    return { ...before, conflicts: [...decided, ...fresh], names: known, note }
  }
  const same = new Set(before.conflicts.map(contentOf))
  const kept = found.filter((conflict) => same.has(contentOf(conflict))).map(conflictKey)
  const sides = Object.fromEntries(Object.entries(before.sides).filter(([key]) => kept.includes(key)))
  return { from, head, theirs, conflicts: found, names, sides, note: 'A branch moved on meanwhile; what it changed is to be decided anew.' }
}

const contentOf = (conflict: MergeConflict) => JSON.stringify([conflictKey(conflict), conflict.left, conflict.right])

/** Places one answer can name; of more, all of one side go together. Said by the schema of the API. */
export const MOST_PLACES = 5_000

export type Decision =
  | { kind: 'ready'; decided: DecidedConflicts }
  | { kind: 'open'; missing: number }
  /** Too many places stand against the side that most go to. */
  | { kind: 'too_many'; against: number }

/**
 * The decisions as they are sent. Where there are more places than one answer can name, those of the side that has most are sent as “all
 * others”, and whatever deciding brings about goes to that side, too.
 */
export function decisionOf({ head, theirs, conflicts, sides }: OpenMerge): Decision {
  const places = conflicts.flatMap(({ reason, target, pointer }) => {
    const side = sides[conflictKey({ reason, target, pointer })]
    return side ? [{ reason, target, pointer, side }] : []
  })
  if (places.length < conflicts.length) return { kind: 'open', missing: conflicts.length - places.length }
  if (places.length <= MOST_PLACES) return { kind: 'ready', decided: { head, theirs, places } }
  const left = places.filter(({ side }) => side === 'left').length
  const others = left * 2 >= places.length ? 'left' : 'right'
  const against = places.filter(({ side }) => side !== others)
  return against.length > MOST_PLACES ? { kind: 'too_many', against: against.length } : { kind: 'ready', decided: { head, theirs, places: against, others } }
}

/** Conflicts by the step or connection they are about, as they came. */
export function groupsOf(conflicts: readonly MergeConflict[]): readonly (readonly MergeConflict[])[] {
  const groups = new Map<string, MergeConflict[]>()
  for (const conflict of conflicts) {
    const key = JSON.stringify([conflict.target.kind, ...conflict.target.path])
    const group = groups.get(key)
    if (group) group.push(conflict)
    else groups.set(key, [conflict])
  }
  return [...groups.values()]
}

export function withSide(merge: OpenMerge, conflicts: readonly MergeConflict[], side: MergeSide): OpenMerge {
  return { ...merge, sides: { ...merge.sides, ...Object.fromEntries(conflicts.map((conflict) => [conflictKey(conflict), side])) } }
}

/** Where it is, in the words of the page. */
export function placeOf({ target, pointer }: Pick<MergeConflict, 'target' | 'pointer'>, names: Names): StepPlace {
  return targetPlace(target, pointer, names)
}

/** Why it does not go together, in the words of the page. */
export function reasonWords({ reason }: Pick<MergeConflict, 'reason'>): string {
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
      return 'The connections of both together lead round.'
  }
}

/** What a side has there. Of connections where they lead, of a step what it changed of it, of anything else its JSON. */
export function sideWords({ target, pointer, reason, base, ...sides }: MergeConflict, side: MergeSide, names: Names): string {
  const value = sides[side]
  if (value === undefined) return reason === 'reference_lost' || reason === 'removed_and_changed' ? 'Removed' : 'Nothing'
  const edges: unknown[] = Array.isArray(value) ? value : [value]
  if ((reason === 'flow_changed' || reason === 'cycle' || (target.kind === 'edge' && pointer === '')) && edges.every(isEdge))
    return edges
      .map(({ from, to, when }) => `${connectionWords(target.path.slice(0, -1), { from, to }, names)}${when === undefined ? '' : ` when ${when}`}`)
      .join('\n')
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
