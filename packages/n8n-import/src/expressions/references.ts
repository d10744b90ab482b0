import type { Expression, Super } from 'acorn'
import type { Key, Source } from './source.ts'

/** Where the data of nodes is found: of the node that reads (`$json`), and of those it names (`$('A')`, `$node["A"]`). */
export interface Lookup {
  current: Source | undefined
  named: (name: string) => Source | undefined
}

export interface Reference {
  source: Source
  keys: Key[]
}

type Step = { key: Key } | { call: readonly unknown[] }

/** `$('A').item.json.x` as its root name and what follows it, step by step; undefined for anything with a computed part. */
function stepsOf(node: Expression | Super): { root: string; steps: Step[] } | undefined {
  if (node.type === 'Identifier') return { root: node.name, steps: [] }
  if (node.type === 'CallExpression' && !node.optional) {
    const inner = stepsOf(node.callee)
    const values = node.arguments.map((argument) => (argument.type === 'Literal' ? argument.value : undefined))
    return inner && { root: inner.root, steps: [...inner.steps, { call: values }] }
  }
  if (node.type !== 'MemberExpression' || node.optional) return undefined
  const inner = stepsOf(node.object)
  const key = keyOf(node)
  return inner && key !== undefined ? { root: inner.root, steps: [...inner.steps, { key }] } : undefined
}

function keyOf(node: Extract<Expression, { type: 'MemberExpression' }>): Key | undefined {
  const { property, computed } = node
  if (!computed) return property.type === 'Identifier' ? property.name : undefined
  if (property.type !== 'Literal') return undefined
  if (typeof property.value === 'string') return property.value
  return typeof property.value === 'number' && Number.isInteger(property.value) && property.value >= 0 ? property.value : undefined
}

const isKey = (step: Step | undefined, ...keys: readonly Key[]): boolean => step !== undefined && 'key' in step && keys.includes(step.key)

/** How many steps lead from a node to its first item's data: `.item.json`, `.first().json`, `.last().json`, `.json`. */
function stepsToJson(steps: readonly Step[]): number | undefined {
  if (isKey(steps[0], 'json')) return 1
  if (isKey(steps[0], 'item') && isKey(steps[1], 'json')) return 2
  const called = steps[1]
  if (isKey(steps[0], 'first', 'last') && called && 'call' in called && called.call.length === 0 && isKey(steps[2], 'json')) return 3
  return undefined
}

/** The data of a node that an expression reads by a path of constant keys; undefined when it is anything else. */
export function referenceOf(node: Expression | Super, lookup: Lookup): Reference | undefined {
  const path = stepsOf(node)
  if (!path) return undefined
  const { root } = path
  let { steps } = path
  // What the instance of n8n had in its environment, this server is given as variables.
  if (root === '$vars' || root === '$env') return steps.length > 0 ? withKeys({ kind: 'vars' }, steps) : undefined
  if (root === '$execution' || root === '$workflow') return ofRun(root, steps)
  if (root === '$json') return withKeys(lookup.current, steps)
  if (root === '$input') return afterJson(lookup.current, steps)
  if (root === '$item' && isKey(steps[1], '$node')) steps = steps.slice(2)
  else if (root !== '$node' && root !== '$') return undefined
  const name = nameIn(steps[0], root)
  return name === undefined ? undefined : afterJson(lookup.named(name), steps.slice(1))
}

/** What a run knows of itself here: its id, and the name of its workflow. */
function ofRun(root: '$execution' | '$workflow', steps: readonly Step[]): Reference | undefined {
  if (steps.length !== 1 || !isKey(steps[0], root === '$execution' ? 'id' : 'name')) return undefined
  return { source: { kind: 'run' }, keys: [root === '$execution' ? 'id' : 'workflow'] }
}

function nameIn(step: Step | undefined, root: string): string | undefined {
  const name = step && (root === '$' ? ('call' in step ? step.call[0] : undefined) : 'key' in step ? step.key : undefined)
  return typeof name === 'string' ? name : undefined
}

function afterJson(source: Source | undefined, steps: readonly Step[]): Reference | undefined {
  const count = stepsToJson(steps)
  return count === undefined ? undefined : withKeys(source, steps.slice(count))
}

function withKeys(source: Source | undefined, steps: readonly Step[]): Reference | undefined {
  const keys = steps.flatMap((step) => ('key' in step ? [step.key] : []))
  return source && keys.length === steps.length ? { source, keys } : undefined
}
