import type { Ir, IrNode, NodeError } from '@aob/schemas'
import { own } from '../document/own-property.ts'
import type { Effect, RunCommand } from './command.ts'
import { type Conditions, outgoing, resolveEdges } from './conditions.ts'
import type { Decision, Ignored } from './decision.ts'
import { type Origin, Recorder } from './recorder.ts'
import { retryDueAt } from './retry.ts'
import { Routing } from './routing.ts'
import type { NodeState, RunState } from './state.ts'
import { initialState, isLive, isTerminal } from './status.ts'
import { decidePatch } from './swap.ts'

type CommandOf<K extends RunCommand['kind']> = Extract<RunCommand, { kind: K }>
type Signal = CommandOf<'signal'>

/**
 * What a command does to a run: events to append and effects to carry out, or why nothing happens. Pure: the same arguments give
 * the same decision. `ir` is the latest IR of the run (for `apply_patch`: the one before the swap); `now` is milliseconds since
 * the epoch. Throws only when the shell broke a promise, such as a condition that was not evaluated.
 */
export function decide(ir: Ir, state: RunState | undefined, command: RunCommand, now: number): Decision {
  if (command.kind === 'start') return start(ir, state, command, now)
  if (state === undefined || state.seq === 0) return ignored('unknown_node')
  if ('commandId' in command && own(state.commands, command.commandId)) return ignored('duplicate_command')
  if (command.kind === 'apply_patch') return decidePatch(ir, state, command, now)
  if (isTerminal(state.status)) return ignored('terminal')
  switch (command.kind) {
    case 'signal':
      return signal(ir, state, command, now)
    case 'retry_due':
      return retryDue(ir, state, command, now)
    case 'redispatch':
      return redispatch(ir, state, command, now)
    case 'decide_approval':
      return decideApproval(ir, state, command, now)
    case 'release':
      return release(ir, state, command, now)
    case 'note_patch':
      return notePatch(state, command, now)
    case 'cancel':
      return endEarly(ir, state, { type: 'run.cancelled', data: { ...(command.reason === undefined ? {} : { reason: command.reason }) } }, command, now)
    case 'timeout':
      return endEarly(ir, state, { type: 'run.timed_out', data: { afterMs: command.afterMs } }, command, now)
  }
}

function ignored(reason: Ignored): Decision {
  return { kind: 'ignored', reason }
}

function decided(recorder: Recorder): Decision {
  return { kind: 'events', events: recorder.events, effects: recorder.effects }
}

function start(ir: Ir, state: RunState | undefined, command: CommandOf<'start'>, now: number): Decision {
  if (state !== undefined && state.seq > 0) return ignored('duplicate_command')
  const { runId, workflowName, artifactId, irRef, inputsRef, actor } = command
  const recorder = new Recorder(initialState(runId), now)
  recorder.record({ type: 'run.started', data: { workflowName, artifactId, irRef, irVersion: 1, inputsRef } }, { actor })
  const routing = new Routing(ir, recorder)
  routing.settle(ir.entries, 'ready')
  routing.close()
  return decided(recorder)
}

/** An executor's word about one attempt; counts only for the attempt whose token is out (D-34). */
function signal(ir: Ir, state: RunState, command: Signal, now: number): Decision {
  const node = own(ir.nodes, command.nodeId)
  const before = own(state.nodes, command.nodeId)
  if (!node) return ignored('unknown_node')
  if (!before || before.attempt !== command.attempt || !isLive(before.status)) return ignored('stale_attempt')
  if (command.outcome.kind === 'started' && before.status !== 'queued') return ignored('stale_attempt')
  const recorder = new Recorder(state, now)
  const routing = new Routing(ir, recorder)
  carryOut(routing, node, command)
  routing.close()
  return decided(recorder)
}

function carryOut(routing: Routing, node: IrNode, command: Signal): void {
  const { recorder } = routing
  const { nodeId, attempt, outcome } = command
  const irVersion = recorder.draft.scalars.irVersion
  switch (outcome.kind) {
    case 'started': {
      const worker = outcome.worker === undefined ? {} : { worker: outcome.worker }
      recorder.record({ type: 'node.started', data: { nodeId, attempt, irVersion, ...worker } })
      return
    }
    case 'succeeded': {
      const { kind: _kind, awaitPatches = [], ...result } = outcome
      if (awaitPatches.length === 0) complete(routing, node, attempt, result, command.conditions ?? {})
      else recorder.record({ type: 'node.awaiting', data: { nodeId, attempt, irVersion, ...result, patches: awaitPatches } })
      return
    }
    case 'failed':
      failOrRetry(routing, node, attempt, outcome.error, command.conditions ?? {})
      return
    case 'waiting': {
      const { kind: _kind, ...request } = outcome
      recorder.record({ type: 'approval.requested', data: { nodeId, attempt, ...request } })
      return
    }
    case 'agent_called': {
      const { kind: _kind, ...call } = outcome
      recorder.record({ type: 'agent.called', data: { nodeId, attempt, ...call } })
      return
    }
  }
}

type Result = { port: string; outputRef: string; outputBytes?: number; durationMs?: number; usage?: NodeState['usage'] }

/** A node's success: its outgoing edges become facts and the run moves on. A condition that fails is the node's failure (D-27). */
function complete(routing: Routing, node: IrNode, attempt: number, result: Result, conditions: Conditions, origin: Origin = {}): void {
  const { recorder } = routing
  const resolution = resolveEdges(outgoing(routing.ir, node), result.port, conditions)
  if (resolution.kind === 'failed') {
    fail(routing, node, conditionFailure(resolution.edge.id, resolution.error), conditions)
    return
  }
  const irVersion = recorder.draft.scalars.irVersion
  recorder.record({ type: 'node.completed', data: { nodeId: node.id, attempt, irVersion, ...result, edges: resolution.facts } }, origin)
  routing.settle(routing.targets(resolution.facts), 'ready')
}

function conditionFailure(edgeId: string, error: NodeError): NodeError {
  return {
    code: 'condition.failed',
    message: `The condition of edge ${edgeId} failed: ${error.message}`,
    retryable: false,
    causes: [error.message, ...(error.causes ?? [])],
  }
}

function failOrRetry(routing: Routing, node: IrNode, attempt: number, error: NodeError, conditions: Conditions): void {
  const { recorder } = routing
  const { runId, failing } = recorder.draft.scalars
  if (!error.retryable || attempt >= node.retry.maxAttempts || failing) {
    fail(routing, node, error, conditions)
    return
  }
  const dueAt = retryDueAt(node.retry, attempt, `${runId}/${node.id}/${attempt}`, error.retryAfterMs, recorder.now)
  recorder.record({ type: 'node.retrying', data: { nodeId: node.id, attempt, error, dueAt } })
  recorder.effect({ kind: 'schedule_retry', nodeId: node.id, attempt, dueAt })
}

function fail(routing: Routing, node: IrNode, error: NodeError, conditions: Conditions): void {
  const facts = routing.fail(node, error, conditions)
  if (facts) routing.settle(routing.targets(facts), 'ready')
}

function retryDue(ir: Ir, state: RunState, command: CommandOf<'retry_due'>, now: number): Decision {
  const node = own(ir.nodes, command.nodeId)
  const before = own(state.nodes, command.nodeId)
  if (!node) return ignored('unknown_node')
  if (before?.status !== 'retrying' || before.attempt !== command.attempt) return ignored('stale_attempt')
  // A failing run emits no new tokens; the retry is dropped with the run.
  if (state.failing) return ignored('terminal')
  if (now < (before.dueAt ?? 0)) return ignored('not_due')
  const recorder = new Recorder(state, now)
  new Routing(ir, recorder).queue(node, 'retry')
  return decided(recorder)
}

/** A lost token goes out again, except that an irreversible effect that may have happened is left to a person (D-25). */
function redispatch(ir: Ir, state: RunState, command: CommandOf<'redispatch'>, now: number): Decision {
  const node = own(ir.nodes, command.nodeId)
  const before = own(state.nodes, command.nodeId)
  if (!node) return ignored('unknown_node')
  if (!before || before.attempt !== command.attempt || !isLive(before.status)) return ignored('stale_attempt')
  const recorder = new Recorder(state, now)
  const routing = new Routing(ir, recorder)
  if (node.irreversible && before.status === 'running') {
    const error: NodeError = { code: 'node.interrupted', message: 'Its executor was lost after the irreversible effect may have begun.', retryable: false }
    recorder.record({ type: 'node.held', data: { nodeId: node.id, reason: 'review', error } })
    routing.close()
  } else {
    routing.queue(node, 'recovered')
  }
  return decided(recorder)
}

function decideApproval(ir: Ir, state: RunState, command: CommandOf<'decide_approval'>, now: number): Decision {
  const { nodeId, approvalId, decision, outputRef, reason, channel } = command
  const node = own(ir.nodes, nodeId)
  const before = own(state.nodes, nodeId)
  if (!node) return ignored('unknown_node')
  if (before?.status !== 'waiting' || before.approvalId !== approvalId) return ignored('not_waiting')
  const recorder = new Recorder(state, now)
  const routing = new Routing(ir, recorder)
  const said = { ...(reason === undefined ? {} : { reason }), ...(channel === undefined ? {} : { channel }) }
  recorder.record({ type: 'approval.decided', data: { approvalId, nodeId, decision, ...said } }, originOf(command))
  complete(routing, node, before.attempt, { port: decision, outputRef }, command.conditions ?? {})
  routing.close()
  return decided(recorder)
}

/** A node that waited for its patches completes with what became of them; the next nodes see the graph they left. */
function release(ir: Ir, state: RunState, command: CommandOf<'release'>, now: number): Decision {
  const { nodeId, attempt, commandId, outputRef, outputBytes } = command
  const node = own(ir.nodes, nodeId)
  const before = own(state.nodes, nodeId)
  if (!node) return ignored('unknown_node')
  if (before?.status !== 'waiting' || before.attempt !== attempt || before.awaiting === undefined) return ignored('not_waiting')
  const { port = 'out', durationMs, usage } = before
  const recorder = new Recorder(state, now)
  const routing = new Routing(ir, recorder)
  const measured = {
    ...(durationMs === undefined ? {} : { durationMs }),
    ...(usage === undefined ? {} : { usage }),
    ...(outputBytes === undefined ? {} : { outputBytes }),
  }
  complete(routing, node, attempt, { port, outputRef, ...measured }, command.conditions ?? {}, { commandId })
  routing.close()
  return decided(recorder)
}

function notePatch(state: RunState, command: CommandOf<'note_patch'>, now: number): Decision {
  const { patchId, rationale, reason, code, summary } = command
  const recorder = new Recorder(state, now)
  const notice = Object.fromEntries(Object.entries({ rationale, reason, code, summary }).filter(([, value]) => value !== undefined))
  recorder.record({ type: `patch.${command.note}`, data: { patchId, ...notice } }, originOf(command))
  return decided(recorder)
}

type EarlyEnd = { type: 'run.cancelled'; data: { reason?: string } } | { type: 'run.timed_out'; data: { afterMs: number } }

/** Ends the run at once; late results of live nodes are refused because the run is terminal. */
function endEarly(ir: Ir, state: RunState, body: EarlyEnd, origin: Origin, now: number): Decision {
  const recorder = new Recorder(state, now)
  new Routing(ir, recorder).withdrawApprovals()
  recorder.record(body, originOf(origin))
  const finish: Effect = { kind: 'finish' }
  recorder.effect(finish)
  return decided(recorder)
}

function originOf({ actor, commandId }: Origin): Origin {
  return { ...(actor === undefined ? {} : { actor }), ...(commandId === undefined ? {} : { commandId }) }
}
