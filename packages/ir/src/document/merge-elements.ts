import { diffFieldsOf } from './diff.ts'
import { compareIds } from './graph.ts'
import { jsonEqual } from './json-equality.ts'
import type { MergeConflict } from './merge-conflict.ts'
import { type FieldClash, type Indifferent, mergeFields } from './merge-values.ts'

interface Identified {
  id: string
}

export type ElementConflict = Pick<MergeConflict, 'reason' | 'base' | 'left' | 'right'> & { id: string; pointer: string }

export interface MergedElements<T> {
  elements: T[]
  conflicts: ElementConflict[]
}

/** How elements of one list are compared. */
export interface ElementRules<T> {
  indifferent: Indifferent
  /** Fields that clash although they are not the same. */
  coupled?: (base: T, left: T, right: T) => FieldClash[]
}

/** Groups and notes: lists of the root whose elements have ids too. */
export const DECORATIONS = ['groups', 'notes'] as const
export const DECORATION_RULES: ElementRules<{ id: string }> = { indifferent: (pointer) => ['/position', '/width', '/height'].includes(pointer) }

/** Three-way merge of one list by id; exchanging the sides exchanges nothing but `left` and `right` in the conflicts. */
export function mergeElements<T extends Identified>(base: readonly T[], left: readonly T[], right: readonly T[], rules: ElementRules<T>): MergedElements<T> {
  const olds = byId(base)
  const lefts = byId(left)
  const rights = byId(right)
  const conflicts: ElementConflict[] = []
  const merged = new Map<string, T>()
  for (const id of new Set([...olds.keys(), ...lefts.keys(), ...rights.keys()])) {
    const outcome = mergeOne(id, olds.get(id), lefts.get(id), rights.get(id), rules)
    conflicts.push(...outcome.conflicts)
    if (outcome.value !== undefined) merged.set(id, outcome.value)
  }
  conflicts.sort((a, b) => compareIds(a.id, b.id) || compareIds(a.pointer, b.pointer))
  return { elements: mergedOrder(base, left, right, merged).flatMap((id) => merged.get(id) ?? []), conflicts }
}

function mergeOne<T extends Identified>(
  id: string,
  base: T | undefined,
  left: T | undefined,
  right: T | undefined,
  rules: ElementRules<T>,
): { value?: T; conflicts: ElementConflict[] } {
  if (left === undefined && right === undefined) return { conflicts: [] }
  if (base === undefined) return mergeAdded(id, left, right, rules)
  if (left === undefined || right === undefined) {
    const kept = left ?? right
    const changed = kept !== undefined && diffFieldsOf(base, kept).some(({ pointer }) => !rules.indifferent(pointer))
    if (!changed) return { conflicts: [] }
    return { value: kept, conflicts: [{ id, reason: 'removed_and_changed', pointer: '', base, ...sides(left, right) }] }
  }
  const { value, clashes } = mergeFields(base, left, right, rules.indifferent)
  const all = [...clashes, ...(rules.coupled?.(base, left, right) ?? [])]
  return { value, conflicts: all.map((clash) => ({ id, reason: 'value_changed', ...clash })) }
}

function mergeAdded<T extends Identified>(
  id: string,
  left: T | undefined,
  right: T | undefined,
  rules: ElementRules<T>,
): { value?: T; conflicts: ElementConflict[] } {
  if (left === undefined || right === undefined) {
    const added = left ?? right
    return { ...(added === undefined ? {} : { value: added }), conflicts: [] }
  }
  if (jsonEqual(left, right)) return { value: left, conflicts: [] }
  const alike = diffFieldsOf(left, right).every(({ pointer }) => rules.indifferent(pointer))
  if (alike) return { value: JSON.stringify(left) > JSON.stringify(right) ? left : right, conflicts: [] }
  return { value: left, conflicts: [{ id, reason: 'added_twice', pointer: '', left, right }] }
}

function sides(left: unknown, right: unknown): { left?: unknown; right?: unknown } {
  return { ...(left === undefined ? {} : { left }), ...(right === undefined ? {} : { right }) }
}

/** A side's own order where the other left the list as it was; else elements of the base in their order, or in that of the one side that reordered them; then the new ones, one side's alone in its order, else by id. */
function mergedOrder<T extends Identified>(base: readonly T[], left: readonly T[], right: readonly T[], merged: ReadonlyMap<string, T>): string[] {
  const [olds, lefts, rights] = [base, left, right].map((list) => list.map(({ id }) => id)) as [string[], string[], string[]]
  if (same(olds, rights) || same(lefts, rights)) return lefts
  if (same(olds, lefts)) return rights
  const known = new Set(olds)
  const kept = (list: readonly T[]) => list.flatMap(({ id }) => (known.has(id) && merged.has(id) ? [id] : []))
  const added = (list: readonly T[]) => list.flatMap(({ id }) => (known.has(id) || !merged.has(id) ? [] : [id]))
  const old = kept(base)
  const reordered = [left, right].map((list) => orderWithin(old, kept(list))).filter((order) => !same(order, old))
  const [one, two] = reordered
  const order = one === undefined || (two !== undefined && !same(one, two)) ? old : one
  const [ours, theirs] = [added(left), added(right)]
  if (theirs.length === 0 || same(ours, theirs)) return [...order, ...ours]
  if (ours.length === 0) return [...order, ...theirs]
  return [...order, ...[...new Set([...ours, ...theirs])].sort(compareIds)]
}

/** The order of all `old` in which those that a side still has stand as they do there. */
function orderWithin(old: readonly string[], side: readonly string[]): string[] {
  const there = new Set(side)
  let next = 0
  return old.map((id) => (there.has(id) ? (side[next++] ?? id) : id))
}

const same = (left: readonly string[], right: readonly string[]) => left.length === right.length && left.every((id, index) => id === right[index])

const byId = <T extends Identified>(elements: readonly T[]) => new Map(elements.map((element) => [element.id, element]))
