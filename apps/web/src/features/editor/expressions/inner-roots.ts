import { bodyOf } from '@aob/ir/document'
import { canonicalType, type NodeType, type Workflow } from '@aob/schemas'
import { LOCAL_NAMES } from '../bodies/around-body.ts'
import type { KnownRoots } from './completions.ts'
import type { Known } from './data-shape.ts'
import { promisedOutput } from './promised-output.ts'

/** What lies in a step that runs an inner graph. */
export interface Inside {
  type: NodeType
  nodes: ReadonlyArray<{ id: string; type: string }>
}

export function insideOf({ nodes }: Pick<Workflow, 'nodes'>, nodeId: string): Inside | undefined {
  const node = nodes.find(({ id }) => id === nodeId)
  const type = canonicalType(node?.type ?? '')
  if (!node || type === undefined) return undefined
  return { type, nodes: (bodyOf(node)?.nodes ?? []).map((inner) => ({ id: inner.id, type: inner.type })) }
}

export function sameInside(one: Inside | undefined, other: Inside | undefined): boolean {
  return (
    one?.type === other?.type &&
    one?.nodes.length === other?.nodes.length &&
    (one?.nodes ?? []).every(({ id, type }, index) => other?.nodes[index]?.id === id && other.nodes[index]?.type === type)
  )
}

const UNKNOWN: Known = { has: false }

/** What the expressions of an inner graph can read, and those of what it gives: what the step can, the nodes inside, and names of its own. */
export function innerRoots(roots: KnownRoots, { type, nodes }: Inside): KnownRoots {
  // A called workflow has inputs and nodes of its own, which are not known here.
  if (type === 'workflow') return new Map([...roots, ['inputs', UNKNOWN], ['nodes', UNKNOWN]])
  const outer = roots.get('nodes') ?? UNKNOWN
  const inner = Object.fromEntries(nodes.map((node) => [node.id, promisedOutput(node.type) ?? {}]))
  const known: Known = { ...outer, schema: { type: 'object', properties: { ...outer.schema?.properties, ...inner } } }
  return new Map([...roots, ['nodes', known], ...(LOCAL_NAMES[type] ?? []).map((name) => [name, UNKNOWN] as const)])
}
