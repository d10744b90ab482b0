import { type Ir, type IrNode, type NodeError, portsOf } from '@aob/schemas'
import { type Site, siteAt } from '../../program/site.ts'
import type { CommandOf } from '../command.ts'
import { complete } from '../completion.ts'
import type { Decision, Ignored } from '../decision.ts'
import { Recorder } from '../recorder.ts'
import { Routing } from '../routing.ts'
import type { NodeState, RunState } from '../state.ts'
import { decided, ignored, originOf } from './answer.ts'

type Resolve = CommandOf<'resolve_node'>

/** A person's word about a held node: try again, pass it by, let it fail, or take a result for it (R19). */
export function resolveNode(ir: Ir, state: RunState, command: Resolve, now: number): Decision {
  const site = siteAt(ir, command.nodeId)
  const before = state.nodes.get(command.nodeId)
  if (!site) return ignored('unknown_node')
  if (before?.status !== 'held') return ignored('not_held')
  const impossible = whyNot(site.node, command)
  if (impossible) return ignored(impossible)
  const recorder = new Recorder(state, now)
  const routing = new Routing(ir, recorder)
  const { nodeId, resolution, reason } = command
  recorder.record({ type: 'node.resolved', data: { nodeId, attempt: before.attempt, resolution, reason } }, originOf(command))
  carryOut(routing, site, before, command)
  routing.close()
  return decided(recorder)
}

function whyNot(node: IrNode, { resolution, port = 'out' }: Resolve): Ignored | undefined {
  if (resolution === 'retry' && !node.known) return 'unknown_type'
  return resolution === 'complete' && !portsOf(node.type, node.config).includes(port) ? 'unknown_port' : undefined
}

function carryOut(routing: Routing, site: Site, before: NodeState, command: Resolve): void {
  const { recorder } = routing
  const error = before.error ?? unknownType(site.node)
  const conditions = command.conditions ?? {}
  switch (command.resolution) {
    case 'retry':
      // Due at once, and begun as soon as the run may begin anything: it may be paused, or have no free place.
      recorder.record({ type: 'node.retrying', data: { nodeId: site.address, attempt: before.attempt, error, dueAt: recorder.now } })
      routing.goOn('retry')
      return
    case 'skip':
      routing.settle(routing.targets(routing.skip(site, 'review')), 'ready')
      return
    case 'fail':
      routing.settle(routing.targets(routing.failForGood(site, error, conditions)), 'ready')
      return
    case 'complete': {
      const { port = 'out', outputRef = '', outputBytes } = command
      complete(routing, site, before.attempt, { port, outputRef, ...(outputBytes === undefined ? {} : { outputBytes }) }, conditions)
      return
    }
  }
}

function unknownType(node: IrNode): NodeError {
  return { code: 'node.unknown_type', message: `The node type ${node.type} is not registered.`, retryable: false }
}
