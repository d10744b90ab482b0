import { canonicalType, NODE_FACTS, type NodeTypeFacts, type Workflow, type WorkflowNode } from '@aob/schemas'
import type { LooseEnd } from '../../../ui/canvas/canvas-editing.ts'
import { nodeById } from './document-edit.ts'

type KnownType = NodeTypeFacts['type']

/** What usually goes on from an output, by the kind of the port; most likely first. */
const AFTER: Readonly<Record<string, readonly KnownType[]>> = {
  error: ['notify', 'hitl', 'delay'],
  reject: ['notify', 'http', 'join'],
  approve: ['http', 'notify', 'function'],
  true: ['http', 'notify', 'function'],
  false: ['notify', 'join', 'function'],
}

/** What usually follows a type on its plain result port. */
const AFTER_TYPE: Readonly<Partial<Record<KnownType, readonly KnownType[]>>> = {
  http: ['function', 'conditional', 'switch', 'map'],
  function: ['conditional', 'http', 'switch', 'map'],
  agent: ['hitl', 'conditional', 'function', 'notify'],
  map: ['function', 'join', 'notify'],
  loop: ['function', 'conditional', 'notify'],
  switch: ['http', 'notify', 'function'],
  join: ['function', 'conditional', 'agent'],
  delay: ['http', 'notify'],
  hitl: ['http', 'notify'],
  notify: ['join', 'hitl'],
}

/** What usually stands before something: a source of data for it. */
const BEFORE: readonly KnownType[] = ['http', 'function', 'agent', 'conditional']

/** How often a type follows (or precedes) a type in this very workflow: what people did before they do again. */
function habits(document: Workflow, type: string, side: LooseEnd['side']): ReadonlyMap<string, number> {
  const types = new Map(document.nodes.map((node) => [node.id, canonicalType(node.type) ?? node.type]))
  const counts = new Map<string, number>()
  for (const { from, to } of document.edges) {
    const [here, there] = side === 'output' ? [types.get(from), types.get(to)] : [types.get(to), types.get(from)]
    if (here === type && there !== undefined) counts.set(there, (counts.get(there) ?? 0) + 1)
  }
  return counts
}

function expected(node: WorkflowNode, end: LooseEnd): readonly KnownType[] {
  if (end.side === 'input') return BEFORE
  const byPort = AFTER[end.port ?? 'out']
  const known = canonicalType(node.type)
  return byPort ?? (known ? (AFTER_TYPE[known] ?? []) : [])
}

/** Node types for a loose end, the best fit first; types nothing speaks for keep the order of the palette. */
export function typesByFit(document: Workflow, end: LooseEnd): NodeTypeFacts[] {
  const all = Object.values(NODE_FACTS)
  const node = nodeById(document, end.nodeId)
  if (!node) return all
  const order = expected(node, end)
  const counts = end.port === 'error' ? new Map<string, number>() : habits(document, canonicalType(node.type) ?? node.type, end.side)
  const score = ({ type }: NodeTypeFacts) => (order.includes(type) ? order.length - order.indexOf(type) : 0) + Math.min(3, counts.get(type) ?? 0)
  return all
    .map((descriptor, index) => ({ descriptor, index, score: score(descriptor) }))
    .sort((a, b) => b.score - a.score || a.index - b.index)
    .map(({ descriptor }) => descriptor)
}
