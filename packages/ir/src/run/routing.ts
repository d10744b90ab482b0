import type { EdgeFacts, Ir, IrNode, NodeError } from '@aob/schemas'
import { isAgentType } from '../document/agents.ts'
import { own } from '../document/own-property.ts'
import type { ReusedOutput } from './command.ts'
import { type Conditions, outgoing, resolveEdges, resolveLeniently } from './conditions.ts'
import { judgeJoin } from './joins.ts'
import type { Recorder } from './recorder.ts'
import { isTerminal } from './status.ts'

/** Why a token is emitted. */
export type QueueCause = 'ready' | 'retry' | 'recovered' | 'taken_over' | 'patched' | 'withheld' | 'resumed'

const PRIORITIES = ['high', 'medium', 'low'] as const

/** Moves a run on: from facts to ready nodes, through nodes that need no token, to the end of the run. */
export class Routing {
  readonly ir: Ir
  readonly recorder: Recorder
  /** Outputs taken over instead of executing; only while a replay starts. */
  readonly #reuse: Readonly<Record<string, ReusedOutput>>

  constructor(ir: Ir, recorder: Recorder, reuse: Readonly<Record<string, ReusedOutput>> = {}) {
    this.ir = ir
    this.recorder = recorder
    this.#reuse = reuse
  }

  /** Judges nodes and whatever follows from them, in order of discovery; iterative, so dead paths may be of any length. */
  settle(nodeIds: Iterable<string>, cause: QueueCause): void {
    const work = [...nodeIds]
    for (let at = 0; at < work.length; at++) {
      const node = own(this.ir.nodes, work[at] ?? '')
      const facts = node ? this.#judge(node, cause) : undefined
      if (facts) work.push(...this.targets(facts))
    }
  }

  /** Nodes the resolved edges lead to. */
  targets(facts: EdgeFacts): string[] {
    return Object.keys(facts).flatMap((id) => own(this.ir.edges, id)?.to ?? [])
  }

  /** Ends the run when nothing is left to do (D-32). A paused run neither goes on nor ends. */
  close(): void {
    const { draft } = this.recorder
    if (isTerminal(draft.scalars.status) || draft.scalars.pausedAt !== undefined) return
    // Without a bound nothing waits for room: what is ready has been queued.
    if (this.ir.settings.maxConcurrency !== undefined) this.goOn('ready')
    if (draft.counter > 0) return
    const { failing } = draft.scalars
    if (failing) {
      this.withdrawApprovals()
      this.recorder.record({ type: 'run.failed', data: { nodeId: failing.nodeId, error: failing.error } })
    } else if (draft.pending === 0) {
      this.recorder.record({ type: 'run.completed', data: {} })
    }
    if (isTerminal(draft.scalars.status)) this.recorder.effect({ kind: 'finish' })
  }

  /** Whether one more node may be at work, by the workflow's bound (R20). */
  hasRoom(): boolean {
    return this.recorder.draft.counter < (this.ir.settings.maxConcurrency ?? Number.POSITIVE_INFINITY)
  }

  /** Emits tokens of whatever waits for nothing any more: retries that are due, then ready nodes, high priority first. */
  goOn(cause: QueueCause): void {
    const { draft, now } = this.recorder
    if (draft.scalars.pausedAt !== undefined || draft.scalars.failing || !this.hasRoom()) return
    for (const [nodeId, { status, dueAt = 0 }] of draft.pending > 0 ? draft.nodes() : []) {
      const node = status === 'retrying' && dueAt <= now && this.hasRoom() ? own(this.ir.nodes, nodeId) : undefined
      if (node) this.queue(node, 'retry')
    }
    if (cause === 'retry') return
    for (const priority of PRIORITIES) {
      for (const node of Object.values(this.ir.nodes)) {
        if (!this.hasRoom()) return
        if (node.priority === priority && (draft.node(node.id)?.status ?? 'idle') === 'idle') this.settle([node.id], cause)
      }
    }
  }

  /** Approvals that no longer count because the run ends. */
  withdrawApprovals(): void {
    for (const [nodeId, node] of this.recorder.draft.nodes()) {
      if (node.status === 'waiting' && node.approvalId !== undefined) {
        this.recorder.effect({ kind: 'withdraw_approval', nodeId, approvalId: node.approvalId })
      }
    }
  }

  /** Emits a node's token under its next attempt. */
  queue(node: IrNode, cause: QueueCause): void {
    const { draft } = this.recorder
    const attempt = (draft.node(node.id)?.attempt ?? 0) + 1
    const irVersion = draft.scalars.irVersion
    this.recorder.record({ type: 'node.queued', data: { nodeId: node.id, nodeType: node.type, attempt, irVersion, cause } })
    // A paused run recovers what it lost, but its tokens go out when it is resumed.
    if (draft.scalars.pausedAt !== undefined) return
    this.recorder.effect({ kind: 'dispatch', nodeId: node.id, nodeType: node.type, attempt, priority: node.priority })
  }

  /**
   * A node's final failure. Handled when an error edge is taken or the node says `onError: skip`; held when it says `review`;
   * otherwise the run is failing. Returns the facts it wrote.
   */
  fail(node: IrNode, error: NodeError, conditions: Conditions): EdgeFacts | undefined {
    const edges = outgoing(this.ir, node)
    const caught = Object.values(resolveLeniently(edges, 'error', conditions)).includes('taken')
    if (!caught && node.onError === 'review') {
      this.recorder.record({ type: 'node.held', data: { nodeId: node.id, reason: 'review', error } })
      return undefined
    }
    return this.failForGood(node, error, conditions)
  }

  /** A failure nobody reviews any more: taken by an error edge, passed through under `onError: skip`, else the run is failing. */
  failForGood(node: IrNode, error: NodeError, conditions: Conditions): EdgeFacts {
    const edges = outgoing(this.ir, node)
    const attempt = this.recorder.draft.node(node.id)?.attempt ?? 0
    const irVersion = this.recorder.draft.scalars.irVersion
    const byError = resolveLeniently(edges, 'error', conditions)
    const caught = Object.values(byError).includes('taken')
    const handled = caught || node.onError === 'skip'
    const facts = !caught && node.onError === 'skip' ? resolveLeniently(edges, 'out', conditions) : byError
    this.recorder.record({ type: 'node.failed', data: { nodeId: node.id, attempt, irVersion, error, handled, edges: facts } })
    return facts
  }

  /** Resolves a node if its join allows; the facts it wrote, if any. A node that has a state beyond idle is never judged again. */
  #judge(node: IrNode, cause: QueueCause): EdgeFacts | undefined {
    const { draft } = this.recorder
    if (draft.scalars.failing || draft.scalars.pausedAt !== undefined) return undefined
    if ((draft.node(node.id)?.status ?? 'idle') !== 'idle') return undefined
    const verdict = judgeJoin(node, (id) => draft.edge(id))
    if (verdict === 'open') return undefined
    if (verdict === 'dead') {
      const edges = resolveLeniently(outgoing(this.ir, node), undefined, {})
      this.recorder.record({ type: 'node.not_taken', data: { nodeId: node.id, edges } })
      return edges
    }
    if (!node.known) return this.#meetUnknown(node)
    const reused = this.#takeOver(node)
    if (reused) return reused
    if (isAgentType(node.type) && this.#agentsActivated() >= this.ir.settings.maxAgents) return this.#passBy(node, 'agent_limit')
    if (this.hasRoom()) this.queue(node, cause)
    return undefined
  }

  /** Takes a recorded output over in place of a token (R21); a node whose condition fails on it executes, and fails by itself. */
  #takeOver(node: IrNode): EdgeFacts | undefined {
    const recorded = own(this.#reuse, node.id)
    if (!recorded) return undefined
    const { conditions = {}, ...output } = recorded
    const resolution = resolveEdges(outgoing(this.ir, node), output.port, conditions)
    if (resolution.kind === 'failed') return undefined
    const irVersion = this.recorder.draft.scalars.irVersion
    this.recorder.record({ type: 'node.reused', data: { nodeId: node.id, nodeType: node.type, irVersion, ...output, edges: resolution.facts } })
    return resolution.facts
  }

  /** A node of a type nobody has registered, by its policy (D-09). */
  #meetUnknown(node: IrNode): EdgeFacts | undefined {
    this.recorder.effect({ kind: 'warn', code: 'node.unknown_type', nodeId: node.id, nodeType: node.type })
    if (node.unknownPolicy === 'skip') return this.skip(node, 'unknown_type')
    if (node.unknownPolicy === 'fail') {
      return this.fail(node, { code: 'node.unknown_type', message: `The node type ${node.type} is not registered.`, retryable: false }, {})
    }
    this.recorder.record({ type: 'node.held', data: { nodeId: node.id, reason: 'unknown_type' } })
    return undefined
  }

  /** Third layer of the agent limit: an agent that becomes ready when as many have been activated as may be is passed by. */
  #passBy(node: IrNode, reason: 'agent_limit'): EdgeFacts {
    this.recorder.effect({ kind: 'warn', code: 'limit.agents', nodeId: node.id, nodeType: node.type })
    return this.skip(node, reason)
  }

  /** Passes a node by: its successors run without an output of it. */
  skip(node: IrNode, reason: 'unknown_type' | 'agent_limit' | 'review'): EdgeFacts {
    const edges = resolveLeniently(outgoing(this.ir, node), 'out', {})
    this.recorder.record({
      type: 'node.skipped',
      data: { nodeId: node.id, nodeType: node.type, reason, outputRef: `skipped://${reason}`, edges },
    })
    return edges
  }

  /** Agent nodes that have got a token and kept it; a withdrawn token frees its place. */
  #agentsActivated(): number {
    return this.recorder.draft.nodes().filter(([id, { status, attempt }]) => {
      const node = own(this.ir.nodes, id)
      const passedBy = status === 'idle' || status === 'skipped' || status === 'not_taken'
      return node !== undefined && isAgentType(node.type) && attempt > 0 && !passedBy
    }).length
  }
}
