import type { ExpressionScope } from '@aob/expressions'
import { activationOf } from '@aob/ir/document'
import { canonicalType, type RunEvent, type Workflow } from '@aob/schemas'
import { bodyAt, type FoundBody } from './body-document.ts'

/** Undefined where it cannot be told what a source comes to. */
type Evaluate = (source: string, scope: ExpressionScope) => unknown

/** What stands before the ids of a body's steps in the events of a run, in its first round: `each[0]/box[0]/`. */
export function firstRound(path: readonly string[]): string {
  return path.reduce((prefix, id) => `${prefix}${activationOf(id, 0)}/`, '')
}

/** Where the outputs of steps of a body and of those around it are kept, in the first round of each, by address. */
export function outputsOfFirstRound(events: readonly RunEvent[], path: readonly string[]): Map<string, string> {
  const prefixes = new Set(path.map((_, depth) => firstRound(path.slice(0, depth + 1))))
  const refs = new Map<string, string>()
  for (const event of events) {
    if (event.type !== 'node.completed') continue
    const { nodeId, outputRef } = event.data
    if (outputRef !== undefined && prefixes.has(nodeId.slice(0, nodeId.lastIndexOf('/') + 1))) refs.set(nodeId, outputRef)
  }
  return refs
}

/**
 * What expressions of a body would have read in its first round. `outer` is what those of the workflow read; the item of a map is what its
 * list begins with, found by `evaluate`, which answers undefined where that cannot be told.
 */
export function roundScope(
  document: Workflow,
  path: readonly string[],
  { outer, outputs, evaluate }: { outer: ExpressionScope; outputs: ReadonlyMap<string, unknown>; evaluate: Evaluate },
): ExpressionScope {
  let scope = outer
  for (const [depth] of path.entries()) {
    const here = path.slice(0, depth + 1)
    const found = bodyAt(document, here)
    if (!found) return scope
    const { item, ...others } = { ...scope, nodes: nodesIn(found, firstRound(here), scope, outputs), ...localsOf(found, scope, evaluate) }
    // A name without a value would be read as null.
    scope = item === undefined ? others : { ...others, item }
  }
  return scope
}

/** A step of the body hides one of that name outside, also before it has given anything. */
function nodesIn({ body }: FoundBody, prefix: string, around: ExpressionScope, outputs: ReadonlyMap<string, unknown>): ExpressionScope['nodes'] {
  const own = new Set(body.nodes.map(({ id }) => id))
  const given = body.nodes.flatMap(({ id }) => (outputs.has(prefix + id) ? [[id, outputs.get(prefix + id)] as const] : []))
  return Object.fromEntries([...Object.entries(around.nodes).filter(([id]) => !own.has(id)), ...given])
}

function localsOf({ scope }: FoundBody, around: ExpressionScope, evaluate: Evaluate): Partial<ExpressionScope> {
  const type = canonicalType(scope.type)
  if (type === 'loop') return { iteration: 0, previous: null }
  const source: unknown = type === 'map' && scope.config ? Reflect.get(scope.config, 'items') : undefined
  if (typeof source !== 'string') return {}
  const list = evaluate(source, around)
  return { index: 0, item: Array.isArray(list) ? list[0] : undefined }
}
