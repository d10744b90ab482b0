import type { EdgeFacts, Ir, IrNode } from '@aob/schemas'
import { prefixOf } from '../document/address.ts'
import { compareIds } from '../document/graph.ts'
import { jsonEqual } from '../document/json-equality.ts'
import type { LegalityRefusal } from '../document/legality-refusal.ts'
import { emptyRecord, own } from '../document/own-property.ts'
import { phaseOf } from '../document/run-history.ts'
import { judgeSwap } from '../document/swap-legality.ts'
import { outgoing } from '../program/site.ts'
import type { RunCommand } from './command.ts'
import { decided } from './commands/answer.ts'
import { type Conditions, resolveEdges, resolveLeniently } from './conditions.ts'
import type { Decision } from './decision.ts'
import { Recorder } from './recorder.ts'
import { Routing } from './routing.ts'
import type { NodeState, RunState } from './state.ts'
import { historyIn } from './views.ts'

type ApplyPatch = Extract<RunCommand, { kind: 'apply_patch' }>

/**
 * The hot swap (D-30): the IR version grows by one, edges added out of finished nodes are resolved at once, tokens that no longer
 * fit are withdrawn, and every node that has not run is judged again by the new IR. Refused when it would change history.
 */
export function decidePatch(ir: Ir, state: RunState, command: ApplyPatch, now: number): Decision {
  const refusal = judgeSwap(ir, command.ir, historyIn(state))
  return refusal ? { kind: 'refused', refusal } : swapIn(ir, state, command, now)
}

/** The swap of a patch that has been judged; refused only when a condition fails behind a finished node (L10). */
export function swapIn(ir: Ir, state: RunState, command: ApplyPatch, now: number): Decision {
  const next = command.ir
  const resolved = resolveAdded(next, state, command.conditions ?? {})
  if (resolved.kind === 'refused') return resolved

  const recorder = new Recorder(state, now)
  const routing = new Routing(next, recorder)
  recorder.record({ type: 'patch.applied', data: appliedData(ir, state, command, resolved.facts) }, { actor: command.actor, commandId: command.commandId })
  for (const nodeId of state.nodes.keys().sort(compareIds)) {
    const node = state.nodes.get(nodeId)
    // What lies in an activation belongs to a body that is pinned.
    if (!node || prefixOf(nodeId) !== '' || phaseOf(node) !== 'dispatched' || !mustWithdraw(ir, next, nodeId)) continue
    recorder.record({ type: 'node.withdrawn', data: { nodeId, attempt: node.attempt, patchId: command.patchId } })
  }
  routing.settle(Object.keys(next.nodes).sort(compareIds), 'patched')
  routing.close()
  return decided(recorder)
}

function appliedData(ir: Ir, state: RunState, command: ApplyPatch, edges: EdgeFacts) {
  const { patchId, artifactId, irRef, rationale, summary, ir: next } = command
  const removed = (before: Readonly<Record<string, unknown>>, after: Readonly<Record<string, unknown>>) =>
    Object.keys(before)
      .filter((id) => !Object.hasOwn(after, id))
      .sort(compareIds)
  return {
    patchId,
    artifactId,
    irRef,
    irVersion: state.irVersion + 1,
    ...(rationale === undefined ? {} : { rationale }),
    ...(summary === undefined ? {} : { summary }),
    edges,
    removedNodes: removed(ir.nodes, next.nodes),
    removedEdges: removed(ir.edges, next.edges),
  }
}

/** Facts of the edges that leave finished nodes and have none yet (L10 when a condition of theirs fails). */
function resolveAdded(next: Ir, state: RunState, conditions: Conditions): { kind: 'facts'; facts: EdgeFacts } | { kind: 'refused'; refusal: LegalityRefusal } {
  const facts = emptyRecord<'taken' | 'not_taken'>()
  for (const nodeId of Object.keys(next.nodes).sort(compareIds)) {
    const node = own(next.nodes, nodeId)
    const before = state.nodes.get(nodeId)
    if (!node || phaseOf(before) !== 'finished') continue
    const open = outgoing({ graph: next, node }).filter((edge) => state.edges.get(edge.id) === undefined)
    const resolution = open.length === 0 ? undefined : resolveBehind(before, open, conditions)
    if (resolution?.kind === 'failed') {
      const { edge, error } = resolution
      const message = `The condition of edge ${edge.id}, which leaves the finished node ${nodeId}, failed: ${error.message}`
      const allowed = 'Write a condition that holds or fails to hold on the recorded output; has() tests for a key.'
      return { kind: 'refused', refusal: { rule: 'L10', code: 'patch.illegal', message, nodeId, edgeId: edge.id, pointer: '/when', allowed } }
    }
    if (resolution) Object.assign(facts, resolution.facts)
  }
  return { kind: 'facts', facts }
}

function resolveBehind(node: NodeState | undefined, open: ReturnType<typeof outgoing>, conditions: Conditions) {
  // Only a success has an output to judge conditions on; a dead path has no port, so that all of its edges are dead.
  if (node?.status === 'succeeded') return resolveEdges(open, node.port, conditions)
  return { kind: 'facts' as const, facts: resolveLeniently(open, node?.port, conditions) }
}

/** Whether a token that is out, but not started, no longer fits: its node is gone, says something else, or is led into differently. */
function mustWithdraw(ir: Ir, next: Ir, nodeId: string): boolean {
  const before = own(ir.nodes, nodeId)
  const after = own(next.nodes, nodeId)
  if (!after) return true
  if (!before || !jsonEqual(asDispatched(before), asDispatched(after))) return true
  return after.in.some((id) => !jsonEqual(own(ir.edges, id), own(next.edges, id)))
}

/** What a dispatched token depends on. The policy for unknown types says nothing about a known one. */
function asDispatched(node: IrNode): object {
  const { name: _name, out: _out, unknownPolicy, ...rest } = node
  return node.known ? rest : { ...rest, unknownPolicy }
}
