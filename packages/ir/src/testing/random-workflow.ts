import { portsOf, type Workflow, type WorkflowEdge, type WorkflowNode } from '@aob/schemas'
import type { Random } from './random.ts'

const CONFIGS: Record<string, object> = {
  join: {},
  agent: { prompt: 'Do it.' },
  hitl: { title: 'Ok?' },
  conditional: { condition: 'true' },
  switch: { cases: [{ name: 'left', when: 'true' }] },
  function: { code: 'return 1' },
  future_feature: { any: 'thing' },
}

/** A body of one node, for tests that care about what stands around it. */
const SMALL_BODY = { nodes: [{ id: 'inner', type: 'join', config: {}, position: { x: 0, y: 0 } }], edges: [] }

/** Members of a scope's config beside its body. */
const SCOPES: Record<string, object> = { map: { items: 'inputs.list' }, loop: { until: 'true' }, composite: {} }

/** A valid config of a type the random workflows use. */
export function configOf(type: string): object {
  const scope = SCOPES[type]
  return scope ? { ...scope, body: SMALL_BODY } : (CONFIGS[type] ?? {})
}

/** A scope's config with a random small graph inside, at times with a scope in it again. */
function randomScope(random: Random, type: string, depth: number): object {
  const nodes = Array.from({ length: 1 + random.below(3) }, (_, index) => randomNode(random, `b${index}`, depth + 1))
  const edges = randomEdges(random, nodes, 0.5)
  const policy = type === 'map' ? { concurrency: 1 + random.below(3), onItemError: random.pick(['fail', 'skip', 'collect'] as const) } : {}
  return { ...SCOPES[type], ...policy, ...(random.chance(0.3) ? { output: '{{ nodes }}' } : {}), body: { nodes, edges } }
}

const TYPES = ['join', 'join', 'function', 'agent', 'hitl', 'conditional', 'switch', 'future_feature']
/** Scopes inside scopes in random workflows. */
const MAX_DEPTH = 2

/** A node with random type, join, retries and policies. */
export function randomNode(random: Random, id: string, depth = 0): WorkflowNode {
  const type = depth < MAX_DEPTH && random.chance(0.12) ? random.pick(Object.keys(SCOPES)) : random.pick(TYPES)
  return {
    id,
    type,
    config: type in SCOPES ? randomScope(random, type, depth) : configOf(type),
    position: { x: 0, y: 0 },
    ...(random.chance(0.4) ? { join: random.pick(['any', 'all', { n: 1 }, { n: 2 }] as const) } : {}),
    ...(random.chance(0.5) ? { retry: { maxAttempts: 1 + random.below(3), baseMs: 10, maxMs: 100 } } : {}),
    ...(random.chance(0.7) ? { onError: random.pick(['skip', 'skip', 'fail', 'review'] as const) } : {}),
    ...(random.chance(0.1) ? { irreversible: true } : {}),
    ...(random.chance(0.3) ? { unknownPolicy: random.pick(['skip', 'hold', 'fail'] as const) } : {}),
  }
}

/** An edge by a random port of its source, at times with a condition. */
export function randomEdge(random: Random, id: string, from: WorkflowNode, to: WorkflowNode): WorkflowEdge {
  const fromPort = random.pick(portsOf(from.type, from.config))
  return { id, from: from.id, to: to.id, ...(fromPort === 'out' ? {} : { fromPort }), ...(random.chance(0.25) ? { when: 'inputs.flag' } : {}) }
}

/** A random acyclic workflow: edges lead from earlier nodes to later ones. Ids do not follow that order. */
export function randomWorkflow(random: Random, maxNodes: number): Workflow {
  const size = 1 + random.below(maxNodes)
  const nodes = Array.from({ length: size }, (_, index) => randomNode(random, `n${(index * 7) % 23}_${index}`))
  const density = 0.15 + random.fraction() * 0.5
  const edges = randomEdges(random, nodes, density)
  const settings = { maxAgents: random.below(4), ...(random.chance(0.3) ? { maxConcurrency: 1 + random.below(3) } : {}) }
  return { schemaVersion: 1, name: 'random', settings, nodes, edges }
}

/** Edges that lead from earlier nodes to later ones. */
function randomEdges(random: Random, nodes: readonly WorkflowNode[], density: number): WorkflowEdge[] {
  const edges: WorkflowEdge[] = []
  for (const [at, from] of nodes.entries()) {
    for (const to of nodes.slice(at + 1)) if (random.chance(density)) edges.push(randomEdge(random, `e${edges.length}`, from, to))
  }
  return edges
}
