import { diffFieldsOf, type FieldChange } from './diff.ts'
import { jsonEqual } from './json-equality.ts'
import { isPlainObject } from './plain-object.ts'
import { parsePointer } from './pointer.ts'

/** A field that both sides changed, and differently. A side without a member means that the field is gone there. */
export interface FieldClash {
  pointer: string
  base?: unknown
  left?: unknown
  right?: unknown
}

/** Pointers of which a difference is never worth asking about. */
export type Indifferent = (pointer: string) => boolean

/**
 * Both sides' changes to one object, field by field; what they changed differently is listed and stays as in `base`.
 * Sides are equal: exchanging them gives the same object. Of indifferent fields (positions) the later value by text wins.
 */
export function mergeFields<T extends object>(base: T, left: T, right: T, indifferent: Indifferent): { value: T; clashes: FieldClash[] } {
  if (left === right || base === right) return { value: left, clashes: [] }
  if (base === left) return { value: right, clashes: [] }
  const ours = diffFieldsOf(base, left)
  const theirs = diffFieldsOf(base, right)
  const clashes: FieldClash[] = []
  const lost = new Set<FieldChange>()
  for (const mine of ours) {
    for (const yours of theirs) {
      if (!overlap(mine.pointer, yours.pointer) || (mine.pointer === yours.pointer && agree(mine, yours))) continue
      if (mine.pointer === yours.pointer && indifferent(mine.pointer)) {
        lost.add(JSON.stringify(mine.after) > JSON.stringify(yours.after) ? yours : mine)
        continue
      }
      const pointer = outerOf(mine.pointer, yours.pointer)
      if (clashes.every((clash) => clash.pointer !== pointer)) clashes.push(clashAt(pointer, { base, left, right }))
      lost.add(mine).add(yours)
    }
  }
  const changes = [...ours, ...theirs].filter((change) => !lost.has(change))
  return { value: changes.reduce(withField, base), clashes }
}

function agree(left: FieldChange, right: FieldChange): boolean {
  return 'after' in left && 'after' in right ? jsonEqual(left.after, right.after) : 'after' in left === 'after' in right
}

function overlap(left: string, right: string): boolean {
  return left === right || left.startsWith(`${right}/`) || right.startsWith(`${left}/`)
}

/** Of two pointers of which one lies in the other, the one that holds it. */
const outerOf = (one: string, other: string) => (one.length <= other.length ? one : other)

function clashAt(pointer: string, sides: Record<'base' | 'left' | 'right', object>): FieldClash {
  const path = parsePointer(pointer) ?? []
  const there = Object.entries(sides).flatMap(([side, object]) => {
    const value = valueAt(object, path)
    return value === undefined ? [] : [[side, value]]
  })
  return { pointer, ...Object.fromEntries(there) }
}

/** What is at the end of a path of members; undefined where it leads nowhere. */
export function valueAt(object: unknown, path: readonly string[]): unknown {
  let value = object
  for (const name of path) value = typeof value === 'object' && value !== null && Object.hasOwn(value, name) ? Reflect.get(value, name) : undefined
  return value
}

/** A copy with one field changed. The parents of a field that differs exist on both sides, unless the other side took them away. */
function withField<T extends object>(object: T, { pointer, ...change }: FieldChange): T {
  return withMember(object, parsePointer(pointer) ?? [], 'after' in change ? change.after : undefined)
}

/** A copy in which the member at the end of `path` has the value, or is absent for undefined; its parents exist. */
export function withMember<T extends object>(object: T, path: readonly string[], value: unknown): T {
  const [name = '', ...rest] = path
  const inner: unknown = Object.hasOwn(object, name) ? Reflect.get(object, name) : undefined
  const next = rest.length > 0 && isPlainObject(inner) ? withMember(inner, rest, value) : value
  if (next !== undefined) return { ...object, [name]: next }
  const { [name]: _removed, ...kept } = object as Record<string, unknown> // T is an object
  return kept as T
}
