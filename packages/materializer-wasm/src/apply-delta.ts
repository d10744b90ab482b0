import type { DocumentDelta, ElementDelta } from './delta.ts'

type JsonObject = Record<string, unknown>

/**
 * The document at `delta.to`, given the one at `delta.from`. Nothing given is changed; elements and sections the delta
 * does not name are shared. Members keep their order, new ones come last, so the result equals the core's by value.
 */
export function applyDelta(document: unknown, delta: DocumentDelta): unknown {
  if ('root' in delta) return delta.root
  // Also where the document is no object: then every other delta carries the root.
  if (changesNothing(delta)) return document
  const result = withMembers(document as JsonObject, delta.members.set, delta.members.unset)
  for (const section of ['nodes', 'edges'] as const) {
    const elements = result[section]
    if (!Array.isArray(elements) || isEmpty(delta[section])) continue
    result[section] = applyToElements(elements as JsonObject[], delta[section])
  }
  return result
}

function changesNothing({ nodes, edges, members }: DocumentDelta): boolean {
  return isEmpty(nodes) && isEmpty(edges) && Object.keys(members.set).length + members.unset.length === 0
}

function isEmpty({ added, removed, changed }: ElementDelta): boolean {
  return added.length + removed.length + changed.length === 0
}

function applyToElements(elements: JsonObject[], { added, removed, changed }: ElementDelta): JsonObject[] {
  const gone = new Set<unknown>(removed)
  const changes = new Map<unknown, ElementDelta['changed'][number]>(changed.map((change) => [change.id, change]))
  const kept: JsonObject[] = []
  const placed = added.map(({ index, value }) => ({ index, value }))
  for (const element of elements) {
    // Only what has an id is named in a delta by id; its neighbours may be anything.
    const id: unknown = (element as JsonObject | null)?.id
    if (gone.has(id)) continue
    const change = changes.get(id)
    const value = change ? withMembers(element, change.set, change.unset) : element
    if (change?.index === undefined) kept.push(value)
    else placed.push({ index: change.index, value })
  }
  return interleave(kept, placed)
}

/** Puts the placed elements at their final positions among the kept ones. */
function interleave(kept: JsonObject[], placed: Array<{ index: number; value: JsonObject }>): JsonObject[] {
  placed.sort((left, right) => left.index - right.index)
  const result: JsonObject[] = []
  let next = 0
  for (const { index, value } of placed) {
    while (result.length < index && next < kept.length) {
      result.push(...kept.slice(next, next + 1))
      next++
    }
    result.push(value)
  }
  return result.concat(kept.slice(next))
}

/** A copy with members set and unset; `__proto__` is a member like any other. */
function withMembers(object: JsonObject, set: JsonObject, unset: readonly string[]): JsonObject {
  const members = new Map(Object.entries(object))
  for (const key of unset) members.delete(key)
  for (const [key, value] of Object.entries(set)) members.set(key, value)
  return Object.fromEntries(members)
}
