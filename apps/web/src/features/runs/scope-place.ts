import { activationOf, activationsAround, bodyOf, isAddress, prefixIn, splitActivation } from '@aob/ir/document'
import { resultOf } from '@aob/ir/run'
import type { Workflow, WorkflowNode } from '@aob/schemas'
import type { RunModel } from '../../stores/run-model.ts'
import { nodeViewAt } from '../../stores/run-past.ts'
import { nodeAtAddress } from './node-places.ts'

/** One round of a scope's body, as the place the canvas shows. */
export interface ScopePlace {
  /** `each[3]` */
  activation: string
  /** `each` */
  scope: string
  index: number
  /** `each[3]/`: stands before the ids of the body. */
  prefix: string
  node: WorkflowNode
  /** The body, as a graph of its own. */
  document: Workflow
  /** Activations on the way here, outermost first, this one last. */
  trail: readonly string[]
}

/** The place an activation names in a graph; undefined where there is no such body. */
export function placeOf(document: Workflow | undefined, activation: string | undefined): ScopePlace | undefined {
  if (!document || activation === undefined || !isAddress(`${prefixIn(activation)}x`) || !activation.endsWith(']')) return undefined
  const { scope, index } = splitActivation(activation)
  const node = nodeAtAddress(document, scope)
  const body = node && bodyOf(node)
  if (!node || !body) return undefined
  return {
    activation,
    scope,
    index,
    prefix: prefixIn(activation),
    node,
    document: { schemaVersion: document.schemaVersion, name: document.name, nodes: body.nodes, edges: body.edges },
    trail: activationsAround(`${prefixIn(activation)}x`).reverse(),
  }
}

export type RoundStatus = 'idle' | 'running' | 'succeeded' | 'failed'

type Seen = Pick<RunModel, 'state' | 'nodes' | 'past'>

/** How a round stands: not begun, under way, done or failed. */
export function roundStatus(model: Seen, scope: string, index: number): RoundStatus {
  const activation = activationOf(scope, index)
  const over = model.past.get(activation)
  if (over) return over.error ? 'failed' : 'succeeded'
  if (model.state?.failures[activation]) return 'failed'
  const result = model.state && resultOf(model.state.results, scope, index)
  if (result) return result.error ? 'failed' : 'succeeded'
  return index < (nodeViewAt(model, scope)?.scope?.next ?? 0) ? 'running' : 'idle'
}

/** The round that tells most of a scope: the first that failed, else one under way, else the last that is over, else the first. */
export function tellingRound(model: Seen, scope: string): number {
  const { next = 0, failed = 0, settled = 0 } = nodeViewAt(model, scope)?.scope ?? {}
  if (failed > 0) return nextRound(model, scope, -1, 'failed') ?? 0
  if (settled < next) return nextRound(model, scope, -1, 'running') ?? 0
  return Math.max(0, next - 1)
}

/** The first round behind `after` that stands like this. */
export function nextRound(model: Seen, scope: string, after: number, status: RoundStatus): number | undefined {
  const { next = 0 } = nodeViewAt(model, scope)?.scope ?? {}
  for (let index = after + 1; index < next; index++) if (roundStatus(model, scope, index) === status) return index
  return undefined
}
