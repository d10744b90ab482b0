import type { EdgeFacts, Ir, NodeError } from '@aob/schemas'
import { activationsAround, idOf, pathOf, prefixIn, prefixOf } from '../document/address.ts'
import { isAgentType } from '../document/agents.ts'
import { own } from '../document/own-property.ts'
import { graphAt, outgoing, type Site, siteAt } from '../program/site.ts'
import { AgentTally } from './agent-tally.ts'
import { BEHAVIOURS, behaves } from './behaviours.ts'
import type { ReusedOutput } from './command.ts'
import { type Conditions, resolveEdges, resolveLeniently } from './conditions.ts'
import { judgeJoin } from './joins.ts'
import type { Recorder } from './recorder.ts'
import { carryOnScopes } from './scopes.ts'
import { isLive, isTerminal } from './status.ts'
import { activationsUnderWay } from './under-way.ts'

/** Why a token is emitted. */
export type QueueCause = 'ready' | 'retry' | 'recovered' | 'taken_over' | 'patched' | 'withheld' | 'resumed' | 'collect'

const PRIORITIES = ['high', 'medium', 'low'] as const

/** Moves a run on: from facts to ready nodes, through nodes that need no token, to the end of the run. */
export class Routing {
  readonly ir: Ir
  readonly recorder: Recorder
  /** Outputs taken over instead of executing; only while a replay starts. */
  readonly #reuse: Readonly<Record<string, ReusedOutput>>
  readonly #agents: AgentTally

  constructor(ir: Ir, recorder: Recorder, reuse: Readonly<Record<string, ReusedOutput>> = {}) {
    this.ir = ir
    this.recorder = recorder
    this.#reuse = reuse
    this.#agents = new AgentTally(ir, recorder)
  }

  /** Judges nodes and whatever follows from them, in order of discovery; iterative, so dead paths may be of any length. */
  settle(addresses: Iterable<string>, cause: QueueCause): void {
    const work = [...addresses]
    for (let at = 0; at < work.length; at++) {
      const site = siteAt(this.ir, work[at] ?? '')
      const facts = site ? this.#judge(site, cause) : undefined
      if (facts) work.push(...this.targets(facts))
    }
  }

  /** Nodes the resolved edges lead to. */
  targets(facts: EdgeFacts): string[] {
    return Object.keys(facts).flatMap((address) => {
      const prefix = prefixOf(address)
      const edge = own(graphAt(this.ir, prefix)?.edges ?? {}, idOf(address))
      return edge ? [prefix + edge.to] : []
    })
  }

  /** Whether nothing new may begin there: the run is failing, or an activation around it is (R7, SC5). */
  blocked(address: string): boolean {
    const { draft } = this.recorder
    return draft.scalars.failing !== undefined || activationsAround(address).some((activation) => draft.failure(activation) !== undefined)
  }

  /** Carries scopes on, then ends the run when nothing is left to do (D-32). A paused run neither goes on nor ends. */
  close(): void {
    const { draft } = this.recorder
    if (isTerminal(draft.scalars.status) || draft.scalars.pausedAt !== undefined) return
    this.#carryOn()
    if (draft.counter > 0) return
    const { failing } = draft.scalars
    if (failing) {
      this.withdrawApprovals(draft.nodes())
      this.recorder.record({ type: 'run.failed', data: { nodeId: failing.nodeId, error: failing.error } })
    } else if (draft.pending === 0) {
      this.recorder.record({ type: 'run.completed', data: {} })
    }
    if (isTerminal(draft.scalars.status)) this.recorder.effect({ kind: 'finish' })
  }

  /** Under a bound, what waits for room goes before new activations of scopes, which take what is left; without one nothing waits for room. */
  #carryOn(): void {
    const { events } = this.recorder
    const bounded = this.ir.settings.maxConcurrency !== undefined
    for (let from = 0, before = -1; before !== events.length; ) {
      before = events.length
      if (bounded) this.goOn('ready')
      from = carryOnScopes(this, from)
    }
  }

  /** Whether one more node may be at work, by the workflow's bound (R20). */
  hasRoom(): boolean {
    return this.room() > 0
  }

  /** How many more nodes may be at work. */
  room(): number {
    return (this.ir.settings.maxConcurrency ?? Number.POSITIVE_INFINITY) - this.recorder.draft.counter
  }

  /** Emits tokens of whatever waits for nothing any more: retries that are due, then ready nodes, high priority first. */
  goOn(cause: QueueCause): void {
    const { draft, now } = this.recorder
    if (draft.scalars.pausedAt !== undefined || draft.scalars.failing || !this.hasRoom()) return
    for (const [nodeId, { status, dueAt = 0 }] of draft.pending > 0 ? draft.nodes() : []) {
      const site = status === 'retrying' && dueAt <= now && this.hasRoom() && !this.blocked(nodeId) ? siteAt(this.ir, nodeId) : undefined
      if (site) this.queue(site, 'retry')
    }
    if (cause === 'retry') return
    const graphs = this.#graphsUnderWay()
    for (const priority of PRIORITIES) {
      for (const { prefix, nodes } of graphs) {
        for (const node of nodes) {
          if (!this.hasRoom()) return
          if (node.priority === priority && (draft.node(prefix + node.id)?.status ?? 'idle') === 'idle') this.settle([prefix + node.id], cause)
        }
      }
    }
  }

  /** The workflow's own nodes, and the bodies of activations under way. */
  #graphsUnderWay() {
    return ['', ...[...activationsUnderWay(this.recorder.draft)].map(prefixIn)].map((prefix) => ({
      prefix,
      nodes: Object.values(graphAt(this.ir, prefix)?.nodes ?? {}),
    }))
  }

  /** Approvals of these nodes no longer count: the run ends, or their activation is over. */
  withdrawApprovals(nodes: ReturnType<Recorder['draft']['nodes']>): void {
    for (const [nodeId, node] of nodes) {
      if (node.status === 'waiting' && node.approvalId !== undefined) {
        this.recorder.effect({ kind: 'withdraw_approval', nodeId, approvalId: node.approvalId })
      }
    }
  }

  /** Emits a node's token under its next attempt. */
  queue({ address: nodeId, node }: Site, cause: QueueCause): void {
    const { draft } = this.recorder
    const attempt = (draft.node(nodeId)?.attempt ?? 0) + 1
    const irVersion = draft.scalars.irVersion
    const queued = { type: 'node.queued' as const, data: { nodeId, nodeType: node.type, attempt, irVersion, cause } }
    if (this.#decides(nodeId, node.type, cause)) this.recorder.record(queued)
    else this.recorder.pass(queued)
    // A paused run recovers what it lost, but its tokens go out when it is resumed.
    if (draft.scalars.pausedAt !== undefined) return
    this.recorder.effect({ kind: 'dispatch', nodeId, nodeType: node.type, attempt, priority: node.priority })
  }

  /** Whether later decisions depend on a token itself: a new one of an agent takes a place under the agent limit, a retry's follows from a time and no fact, that of a node that waits from a lost question (S6). */
  #decides(nodeId: string, nodeType: string, cause: QueueCause): boolean {
    const { draft } = this.recorder
    if (!behaves(draft.scalars, BEHAVIOURS.fastTellsWhatDecides)) return false
    const status = draft.node(nodeId)?.status ?? 'idle'
    const unasked = cause === 'recovered' && status === 'waiting'
    return cause === 'retry' || unasked || (isAgentType(nodeType) && !isLive(status))
  }

  /**
   * A node's final failure. Handled when an error edge is taken or the node says `onError: skip`; held when it says `review`;
   * otherwise the run, or the activation it lies in, is failing. Returns the facts it wrote.
   */
  fail(site: Site, error: NodeError, conditions: Conditions): EdgeFacts | undefined {
    const { address: nodeId, node, prefix } = site
    const caught = Object.values(resolveLeniently(outgoing(site), 'error', conditions, prefix)).includes('taken')
    if (!caught && node.onError === 'review') {
      this.recorder.record({ type: 'node.held', data: { nodeId, reason: 'review', error } })
      return undefined
    }
    return this.failForGood(site, error, conditions)
  }

  /** A failure nobody reviews any more: taken by an error edge, passed through under `onError: skip`, else the run or the activation is failing. */
  failForGood(site: Site, error: NodeError, conditions: Conditions): EdgeFacts {
    const { address: nodeId, node, prefix } = site
    const edges = outgoing(site)
    const attempt = this.recorder.draft.node(nodeId)?.attempt ?? 0
    const irVersion = this.recorder.draft.scalars.irVersion
    const byError = resolveLeniently(edges, 'error', conditions, prefix)
    const caught = Object.values(byError).includes('taken')
    const handled = caught || node.onError === 'skip'
    const facts = !caught && node.onError === 'skip' ? resolveLeniently(edges, 'out', conditions, prefix) : byError
    this.recorder.record({ type: 'node.failed', data: { nodeId, attempt, irVersion, error, handled, edges: facts } })
    return facts
  }

  /** Resolves a node if its join allows; the facts it wrote, if any. A node that has a state beyond idle is never judged again. */
  #judge(site: Site, cause: QueueCause): EdgeFacts | undefined {
    const { draft } = this.recorder
    const { address, node, prefix } = site
    if (draft.scalars.pausedAt !== undefined || this.blocked(address)) return undefined
    if ((draft.node(address)?.status ?? 'idle') !== 'idle') return undefined
    const verdict = judgeJoin(node, (id) => draft.edge(prefix + id))
    if (verdict === 'open') return undefined
    if (verdict === 'dead') {
      const edges = resolveLeniently(outgoing(site), undefined, {}, prefix)
      this.recorder.record({ type: 'node.not_taken', data: { nodeId: address, edges } })
      return edges
    }
    if (!node.known) return this.#meetUnknown(site)
    const reused = this.#takeOver(site)
    if (reused) return reused
    if (isAgentType(node.type) && !this.#agents.admits(pathOf(address).join('/'))) return this.#passBy(site, 'agent_limit')
    if (this.hasRoom()) this.queue(site, cause)
    return undefined
  }

  /** Takes a recorded output over in place of a token (R21); a node whose condition fails on it executes, and fails by itself. */
  #takeOver(site: Site): EdgeFacts | undefined {
    const { address: nodeId, node, prefix } = site
    const recorded = own(this.#reuse, nodeId)
    if (!recorded) return undefined
    const { conditions = {}, ...output } = recorded
    const resolution = resolveEdges(outgoing(site), output.port, conditions, prefix)
    if (resolution.kind === 'failed') return undefined
    const irVersion = this.recorder.draft.scalars.irVersion
    this.recorder.record({ type: 'node.reused', data: { nodeId, nodeType: node.type, irVersion, ...output, edges: resolution.facts } })
    return resolution.facts
  }

  /** A node of a type nobody has registered, by its policy (D-09). */
  #meetUnknown(site: Site): EdgeFacts | undefined {
    const { address: nodeId, node } = site
    this.recorder.effect({ kind: 'warn', code: 'node.unknown_type', nodeId, nodeType: node.type })
    if (node.unknownPolicy === 'skip') return this.skip(site, 'unknown_type')
    if (node.unknownPolicy === 'fail') {
      return this.fail(site, { code: 'node.unknown_type', message: `The node type ${node.type} is not registered.`, retryable: false }, {})
    }
    this.recorder.record({ type: 'node.held', data: { nodeId, reason: 'unknown_type' } })
    return undefined
  }

  /** Third layer of the agent limit: an agent that becomes ready when as many have been activated as may be is passed by. */
  #passBy(site: Site, reason: 'agent_limit'): EdgeFacts {
    this.recorder.effect({ kind: 'warn', code: 'limit.agents', nodeId: site.address, nodeType: site.node.type })
    return this.skip(site, reason)
  }

  /** Passes a node by: its successors run without an output of it. */
  skip(site: Site, reason: 'unknown_type' | 'agent_limit' | 'review'): EdgeFacts {
    const { address: nodeId, node, prefix } = site
    const edges = resolveLeniently(outgoing(site), 'out', {}, prefix)
    this.recorder.record({ type: 'node.skipped', data: { nodeId, nodeType: node.type, reason, outputRef: `skipped://${reason}`, edges } })
    return edges
  }
}
