import { portsOf, type Workflow, type WorkflowEdge, type WorkflowNode } from '@aob/schemas'
import type { Random } from './random.ts'

const CONDITIONS = ['inputs.n > 2', 'inputs.n < 5', 'output.value > 3', 'has(output.value) && output.value < 6', 'output.nowhere > 1']

/** Scopes inside scopes. */
const MAX_DEPTH = 2

const TYPES = ['function', 'function', 'http', 'http', 'notify', 'join', 'conditional', 'switch', 'hitl', 'hitl', 'agent', 'future_feature']

function configOf(type: string, random: Random): Record<string, unknown> {
  switch (type) {
    case 'function':
      return { code: `return ${random.below(9)}` }
    case 'http':
      return { method: 'POST', url: `http://simulated.test/${random.below(9)}` }
    case 'notify':
      return { channel: 'webhook', url: 'http://simulated.test/hook', message: `message ${random.below(9)}` }
    case 'conditional':
      return { condition: random.pick(['inputs.n > 2', 'inputs.n > 6', 'inputs.nowhere']) }
    case 'switch':
      return { cases: [{ name: 'left', when: 'inputs.n > 3' }] }
    case 'hitl':
      return {
        title: 'May it go on?',
        ...(random.chance(0.3) ? { deadlineMs: 1000 + random.below(9000), onTimeout: random.pick(['reject', 'approve', 'escalate']), escalateTo: 'lead' } : {}),
      }
    case 'agent':
      return { prompt: 'Improve what runs.' }
    default:
      return {}
  }
}

/** A map, loop or composite around a small random graph, at times with another inside. */
function scopeConfig(type: string, random: Random, depth: number): Record<string, unknown> {
  const nodes = Array.from({ length: 1 + random.below(2) }, (_, index) => randomNode(random, `b${index}`, depth + 1))
  const [first, second] = nodes
  const edges = first && second && random.chance(0.7) ? [randomEdge(random, 'e', first, second)] : []
  const body = { nodes, edges }
  switch (type) {
    case 'map':
      return {
        items: random.pick(['[inputs.n, 1, 2]', '[1, 2, 3, 4]', '[]', 'inputs.n']),
        concurrency: 1 + random.below(3),
        onItemError: random.pick(['fail', 'skip', 'collect']),
        body,
      }
    case 'loop':
      return random.chance(0.5)
        ? { until: 'iteration > 0', body }
        : { while: 'iteration < 2', body, onMaxIterations: 'complete', maxIterations: 1 + random.below(3) }
    default:
      return { body }
  }
}

export function randomNode(random: Random, id: string, depth = 0): WorkflowNode {
  const scope = depth < MAX_DEPTH && random.chance(0.12)
  const type = scope ? random.pick(['map', 'map', 'loop', 'composite']) : random.pick(TYPES)
  const outside = type === 'http' || type === 'notify'
  return {
    id,
    type,
    config: scope ? scopeConfig(type, random, depth) : configOf(type, random),
    position: { x: 0, y: 0 },
    ...(random.chance(0.3) ? { join: random.pick(['any', 'any', { n: 2 }] as const) } : {}),
    ...(random.chance(0.6) ? { retry: { maxAttempts: 2 + random.below(3), baseMs: 50, maxMs: 2000 } } : {}),
    ...(random.chance(0.75) ? { onError: random.pick(['skip', 'skip', 'skip', 'fail', 'review'] as const) } : {}),
    ...(outside && random.chance(0.25) ? { irreversible: true } : {}),
    ...(random.chance(0.1) ? { timeoutMs: 1000 + random.below(3000) } : {}),
    ...(type === 'future_feature' ? { unknownPolicy: random.pick(['skip', 'skip', 'hold', 'fail'] as const) } : {}),
  }
}

export function randomEdge(random: Random, id: string, from: WorkflowNode, to: WorkflowNode): WorkflowEdge {
  const fromPort = random.pick(portsOf(from.type, from.config ?? {}).filter((port) => port !== 'error' || random.chance(0.5)))
  return {
    id,
    from: from.id,
    to: to.id,
    ...(fromPort === 'out' ? {} : { fromPort }),
    ...(random.chance(0.15) ? { when: random.pick(CONDITIONS) } : {}),
  }
}

/** A random acyclic workflow; an edge leads from an earlier node to a later one, most of them to one of the next three. */
export function randomWorkflow(random: Random, { least, most }: { least: number; most: number }): Workflow {
  const size = least + random.below(most - least + 1)
  const nodes = Array.from({ length: size }, (_, index) => randomNode(random, `n${index}`))
  const edges: WorkflowEdge[] = []
  for (const [at, from] of nodes.entries()) {
    for (const [ahead, to] of nodes.slice(at + 1).entries()) {
      if (random.chance(ahead < 3 ? 0.4 : 0.08)) edges.push(randomEdge(random, `e${edges.length}`, from, to))
    }
  }
  const review = { ...(random.chance(0.3) ? { human: 'review' as const } : {}), ...(random.chance(0.5) ? { agent: 'review' as const } : {}) }
  return { schemaVersion: 1, name: 'simulated', settings: { maxAgents: 5, review }, nodes, edges }
}
