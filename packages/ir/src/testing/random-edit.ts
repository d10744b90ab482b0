import type { Workflow, WorkflowBody } from '@aob/schemas'
import { bodyOf } from '../document/index.ts'
import type { Random } from './random.ts'
import { randomEdge, randomNode } from './random-workflow.ts'

/** A document that differs from another in anything a person may change; the result need not be acyclic. */
export function randomEdit(doc: Workflow, random: Random, salt: string): Workflow {
  const kept = doc.nodes.filter(() => random.chance(0.85))
  const nodes = kept.map((node) => {
    if (random.chance(0.6)) return node
    const { name: _name, retry: _retry, ...rest } = node
    return {
      ...rest,
      ...(random.chance(0.5) ? { name: `Name ${random.below(4)}` } : {}),
      ...(random.chance(0.5) ? { retry: { maxAttempts: 1 + random.below(3), ...(random.chance(0.5) ? { baseMs: 5 } : {}) } } : {}),
      position: random.chance(0.5) ? { x: random.below(3), y: 0 } : node.position,
      config: random.chance(0.5) ? node.config : { ...node.config, 'a/b~c': random.below(3), list: [1, { deep: random.below(2) }] },
    }
  })
  for (let index = random.below(3); index > 0; index--) nodes.push(randomNode(random, `${salt}n${index}`))
  const ids = new Set(nodes.map((node) => node.id))
  const edges = doc.edges
    .filter((edge) => ids.has(edge.from) && ids.has(edge.to) && random.chance(0.9))
    .map((edge) => (random.chance(0.8) ? edge : { ...edge, when: `inputs.n > ${random.below(3)}` }))
  for (let index = nodes.length > 0 ? random.below(3) : 0; index > 0; index--) {
    edges.push(randomEdge(random, `${salt}e${index}`, random.pick(nodes), random.pick(nodes)))
  }
  const { description: _description, ...rest } = doc
  return {
    ...rest,
    nodes,
    edges,
    ...(random.chance(0.3) ? { description: `About ${random.below(3)}` } : {}),
    ...(random.chance(0.3) ? { settings: { maxAgents: random.below(4), review: { agent: 'review' as const } } } : {}),
    ...(random.chance(0.2) ? { groups: [{ id: 'g', nodes: nodes.slice(0, 2).map(({ id }) => id) }] } : {}),
  }
}

/** The document with nodes and edges in id order, those of bodies too, to compare where order carries no meaning. */
export function inIdOrder<Doc extends WorkflowBody>(doc: Doc): Doc {
  const byId = (left: { id: string }, right: { id: string }) => (left.id < right.id ? -1 : 1)
  const nodes = doc.nodes.map((node) => {
    const body = bodyOf(node)
    return body ? { ...node, config: { ...node.config, body: inIdOrder(body) } } : node
  })
  return { ...doc, nodes: nodes.sort(byId), edges: [...doc.edges].sort(byId) }
}
