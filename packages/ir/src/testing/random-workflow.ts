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

/** A valid config of a type the random workflows use. */
export function configOf(type: string): object {
  return CONFIGS[type] ?? {}
}

/** A node with random type, join, retries and policies. */
export function randomNode(random: Random, id: string): WorkflowNode {
  const type = random.pick(['join', 'join', 'function', 'agent', 'hitl', 'conditional', 'switch', 'future_feature'])
  return {
    id,
    type,
    config: configOf(type),
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
  const edges: WorkflowEdge[] = []
  for (const [at, from] of nodes.entries()) {
    for (const to of nodes.slice(at + 1)) if (random.chance(density)) edges.push(randomEdge(random, `e${edges.length}`, from, to))
  }
  return {
    schemaVersion: 1,
    name: 'random',
    settings: { maxAgents: random.below(4), ...(random.chance(0.3) ? { maxConcurrency: 1 + random.below(3) } : {}) },
    nodes,
    edges,
  }
}
