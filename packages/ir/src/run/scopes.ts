import type { NodeError, RunEvent } from '@aob/schemas'
import { activationOf, activationsAround, prefixIn, splitActivation } from '../document/address.ts'
import { emptyRecord, own } from '../document/own-property.ts'
import { type Site, siteAt } from '../program/site.ts'
import { AgentTally } from './agent-tally.ts'
import type { Routing } from './routing.ts'
import type { NodeState } from './state.ts'
import { isLive, isSettled } from './status.ts'

/**
 * Scopes: maps, loops, composites and sub-workflows (SC1 to SC8 of SPEC.md). Carries on what the events of this decision touched:
 * activations that are over are settled, further ones begin, and a scope of which none is left gets a token to collect them.
 * Iterative: an activation may be over as soon as it begins, thousands of times in a row. While the run is failing nothing is
 * carried on; its end takes everything with it. Takes and gives back the number of events it has looked at.
 */
export function carryOnScopes(routing: Routing, first: number, everyOne = false): number {
  const { recorder } = routing
  let from = first
  // Under a bound, or after a pause, scopes may have waited for something none of these events names.
  let all = everyOne || routing.ir.settings.maxConcurrency !== undefined || recorder.events.some(({ type }) => type === 'run.resumed')
  for (; (all || from < recorder.events.length) && !recorder.draft.scalars.failing; all = false) {
    const touched = touchedBy(recorder.events.slice(from))
    if (all) addOpen(recorder.draft.nodes(), touched)
    from = recorder.events.length
    for (const scope of touched.scopes) advance(routing, scope)
    // Deepest first: what ends inside may end what lies around it.
    for (const activation of [...touched.activations].sort((a, b) => b.split('/').length - a.split('/').length)) conclude(routing, activation)
  }
  return from
}

/** Scopes that may begin an activation, and activations that may be over. */
interface Touched {
  scopes: Set<string>
  activations: Set<string>
}

/** Every scope whose body is open and every activation under way. */
function addOpen(nodes: readonly [string, NodeState][], { scopes, activations }: Touched): void {
  for (const [address, { status }] of nodes) {
    if (status === 'open') scopes.add(address)
    for (const activation of activationsAround(address)) activations.add(activation)
  }
}

function touchedBy(events: readonly RunEvent[]): Touched {
  const scopes = new Set<string>()
  const activations = new Set<string>()
  for (const { type, data } of events) {
    if (!('nodeId' in data) || data.nodeId === undefined) continue
    for (const activation of activationsAround(data.nodeId)) activations.add(activation)
    if (type === 'scope.opened' || type === 'scope.activated' || type === 'scope.settled') scopes.add(data.nodeId)
    if (type === 'scope.activated') for (let index = data.first; index <= data.last; index++) activations.add(activationOf(data.nodeId, index))
  }
  return { scopes, activations }
}

/** Begins as many activations as may run, or asks for the collection once none is left. */
function advance(routing: Routing, scopeAddress: string): void {
  const { recorder } = routing
  const site = siteAt(routing.ir, scopeAddress)
  const node = recorder.draft.node(scopeAddress)
  if (!site?.node.scope || node?.status !== 'open' || !node.scope || routing.blocked(scopeAddress)) return
  const { count, next, open, error } = node.scope
  const left = error ? 0 : count - next
  // Under a bound one at a time, and only with a token: an activation without any would be under way and nobody would know.
  const bound = routing.ir.settings.maxConcurrency === undefined ? left : Math.min(1, routing.room())
  const room = Math.min(site.node.scope.concurrency - open, left, bound)
  if (room > 0) {
    recorder.record({ type: 'scope.activated', data: { nodeId: scopeAddress, first: next, last: next + room - 1 } })
    const { entries } = site.node.scope
    for (let index = next; index < next + room; index++) {
      const prefix = prefixIn(activationOf(scopeAddress, index))
      routing.settle(
        entries.map((id) => prefix + id),
        'ready',
      )
    }
  } else if (open === 0 && left === 0 && routing.hasRoom()) {
    routing.queue(site, 'collect')
  }
}

/** Settles an activation that is over. */
function conclude(routing: Routing, activation: string): void {
  const { draft } = routing.recorder
  const { scope: nodeId, index } = splitActivation(activation)
  const site = siteAt(routing.ir, nodeId)
  if (!site?.node.scope || draft.node(nodeId)?.status !== 'open' || draft.isSettled(activation)) return
  const failure = draft.failure(activation)
  if (!isOver(routing, site, activation)) return
  const nodes = draft.nodesIn(activation)
  // Of a failed activation, like of a failed run, what only waits goes with it.
  routing.withdrawApprovals(nodes)
  const agents = new AgentTally(routing.ir, routing.recorder).pathsAmong(nodes)
  routing.recorder.record({
    type: 'scope.settled',
    data: {
      nodeId,
      index,
      outputs: failure ? {} : outputsOf(routing, site, activation),
      ...(failure ? failed(failure.error, site) : {}),
      ...(agents.length > 0 ? { agents } : {}),
    },
  })
}

function failed(error: NodeError, { node }: Site): { error: NodeError; stops?: true } {
  return { error, ...(node.scope?.itemErrors === 'fail' ? { stops: true } : {}) }
}

/** Every node of its body has come to an end; of one that fails, nothing is live any more. */
function isOver({ recorder: { draft } }: Routing, { node }: Site, activation: string): boolean {
  if (draft.failure(activation)) return draft.nodesIn(activation).every(([, { status }]) => !isLive(status))
  const prefix = prefixIn(activation)
  return Object.keys(node.scope?.nodes ?? {}).every((id) => isSettled(draft.node(prefix + id)?.status ?? 'idle'))
}

/** Output references of the nodes the activation ended with: those that succeeded and left by no edge. With `keeps: all`, of every node. */
function outputsOf({ recorder: { draft } }: Routing, { node: { scope } }: Site, activation: string): Record<string, string> {
  const prefix = prefixIn(activation)
  const outputs = emptyRecord<string>()
  const leads = (id: string) => own(scope?.nodes ?? {}, id)?.out.some((edge) => draft.edge(prefix + edge) === 'taken') ?? false
  for (const id of Object.keys(scope?.nodes ?? {})) {
    const node: NodeState | undefined = draft.node(prefix + id)
    if (node?.status === 'succeeded' && node.outputRef !== undefined && (scope?.keeps === 'all' || !leads(id))) outputs[id] = node.outputRef
  }
  return outputs
}
