import type { RunEvent, Workflow, WorkflowEdge, WorkflowNode } from '@aob/schemas'
import type { Effect } from '../../run/index.ts'
import type { ExploredRun } from './explored-run.ts'

/** An invariant that does not hold; `what` is the same for cases of one kind. */
export class Broken extends Error {
  readonly what: string

  constructor(what: string, detail: string) {
    super(`${what}: ${detail}`)
    this.what = what
  }
}

interface Seen {
  phase: 'live' | 'pending' | 'settled' | 'idle'
  attempt: number
  /** An attempt has begun at some time. */
  begun: boolean
  /** How it was settled, as text. */
  result?: string
}

const LIVE = new Set(['node.queued', 'node.started'])
const PENDING = new Set(['node.retrying', 'node.held', 'node.awaiting', 'approval.requested'])
const SETTLED = new Set(['node.completed', 'node.failed', 'node.skipped', 'node.not_taken'])
const ENDED = new Set(['run.completed', 'run.failed', 'run.cancelled', 'run.timed_out'])

/**
 * Watches a run by its events, effects and documents alone, with rules written from SPEC.md and none of the run core: what it keeps of nodes and
 * edges is its own. Throws Broken where counter, tokens, joins, the executed prefix or the end do not fit.
 */
export class Watcher {
  readonly #nodes = new Map<string, Seen>()
  readonly #facts = new Map<string, string>()
  readonly #tokens = new Map<string, number>()
  #failing = false
  #ended: string | undefined

  /** To be called after every decision. */
  observe(run: ExploredRun, events: readonly RunEvent[], effects: readonly Effect[]): void {
    for (const effect of effects) if (effect.kind === 'dispatch') this.#tokens.set(effect.nodeId, effect.attempt)
    for (const event of events) this.#see(run.doc, event)
    this.#checkCounter(run)
    this.#checkTokens()
    if (!this.#ended && !this.#failing) this.#checkJoins(run.doc)
    if (this.#ended === 'run.completed') this.#checkComplete(run.doc)
  }

  /** What must not change by a patch: settled nodes and facts, and of nodes that have begun type, config and join. */
  remember(before: Workflow): (after: Workflow) => void {
    const settled = [...this.#nodes].filter(([, seen]) => seen.phase === 'settled')
    const results = new Map(settled.map(([id, seen]) => [id, seen.result]))
    const begun = new Set([...this.#nodes].filter(([, seen]) => seen.begun || seen.phase === 'settled').map(([id]) => id))
    const facts = new Map(this.#facts)
    const known = new Set(this.#nodes.keys())
    return (after) => {
      for (const [id, result] of results) if (this.#nodes.get(id)?.result !== result) throw new Broken('executed prefix', `node ${id} changed`)
      for (const [id, fact] of facts) if (this.#facts.get(id) !== fact) throw new Broken('executed prefix', `edge ${id} changed`)
      const now = new Map(after.nodes.map((node) => [node.id, node]))
      const was = new Map(before.nodes.map((node) => [node.id, node]))
      for (const [id, node] of was) {
        if (!begun.has(id)) continue
        const other = now.get(id)
        if (!other || said(node) !== said(other)) throw new Broken('executed prefix', `node ${id}, which has begun, is ${other ? 'another' : 'gone'}`)
      }
      for (const edge of before.edges) {
        if (!begun.has(edge.from) || !begun.has(edge.to) || !facts.has(edge.id)) continue
        const other = after.edges.find(({ id }) => id === edge.id)
        if (!other || way(edge) !== way(other)) throw new Broken('executed prefix', `edge ${edge.id} between executed nodes is ${other ? 'another' : 'gone'}`)
      }
      for (const id of now.keys()) if (!was.has(id) && known.has(id)) throw new Broken('executed prefix', `a new node takes over what is known of ${id}`)
      const edges = new Set(before.edges.map(({ id }) => id))
      for (const { id } of after.edges) if (!edges.has(id) && facts.has(id)) throw new Broken('executed prefix', `a new edge takes over the fact of ${id}`)
    }
  }

  /** A run at rest has ended, or waits for something that can still come. */
  checkRest(): void {
    if (this.#ended) return
    const pending = [...this.#nodes.values()].some(({ phase }) => phase === 'pending')
    if (!pending) throw new Broken('deadlock', 'nothing is live or pending, and the run has not ended')
  }

  #see(doc: Workflow, event: RunEvent): void {
    if (this.#ended) throw new Broken('after the end', `${event.type} follows ${this.#ended}`)
    if (ENDED.has(event.type)) this.#ended = event.type
    if ('edges' in event.data) this.#learn(Object.entries(event.data.edges))
    if (!('nodeId' in event.data) || event.data.nodeId === undefined || ENDED.has(event.type)) return
    const { nodeId } = event.data
    const before = this.#nodes.get(nodeId) ?? { phase: 'idle', attempt: 0, begun: false }
    if (before.phase === 'settled') throw new Broken('settled twice', `${event.type} of ${nodeId}`)
    if (event.type === 'node.queued' && (event.data.cause === 'ready' || event.data.cause === 'patched')) this.#checkReady(doc, nodeId)
    if (event.type === 'node.not_taken') this.#checkDead(doc, nodeId)
    this.#nodes.set(nodeId, this.#after(before, event))
    if (event.type === 'node.failed' && !event.data.handled) this.#failing = true
  }

  #after(before: Seen, event: RunEvent): Seen {
    const attempt = 'attempt' in event.data ? Number(event.data.attempt) : before.attempt
    const phase = LIVE.has(event.type)
      ? 'live'
      : PENDING.has(event.type)
        ? 'pending'
        : SETTLED.has(event.type)
          ? 'settled'
          : event.type === 'node.withdrawn'
            ? 'idle'
            : before.phase
    // A node of an unknown type may be held without ever having had a token.
    const begun = before.begun || event.type === 'node.started' || (phase === 'pending' && attempt > 0)
    return { phase, attempt, begun, ...(phase === 'settled' ? { result: JSON.stringify([event.type, event.data]) } : {}) }
  }

  #learn(facts: [string, string][]): void {
    for (const [id, fact] of facts) {
      if (this.#facts.has(id)) throw new Broken('two facts', `edge ${id}`)
      this.#facts.set(id, fact)
    }
  }

  #checkCounter(run: ExploredRun): void {
    const live = this.#ended ? 0 : [...this.#nodes.values()].filter(({ phase }) => phase === 'live').length
    if (run.state.counter !== live) throw new Broken('counter', `${run.state.counter} instead of ${live}`)
  }

  #checkTokens(): void {
    for (const [id, { phase, attempt }] of this.#nodes) {
      if (phase === 'live' && this.#tokens.get(id) !== attempt)
        throw new Broken('lost token', `${id} is live under attempt ${attempt}, dispatched was ${this.#tokens.get(id)}`)
    }
  }

  /** No join is left behind whose branches have decided it, but for want of room (R20). */
  #checkJoins(doc: Workflow): void {
    const live = [...this.#nodes.values()].filter(({ phase }) => phase === 'live').length
    const full = live >= (doc.settings?.maxConcurrency ?? Number.POSITIVE_INFINITY)
    for (const node of doc.nodes) {
      if ((this.#nodes.get(node.id)?.phase ?? 'idle') !== 'idle') continue
      const verdict = this.#join(doc, node)
      if (verdict === 'dead' || (verdict === 'ready' && !full)) throw new Broken('orphan join', `${node.id} is ${verdict} and nothing came of it`)
    }
  }

  #checkReady(doc: Workflow, nodeId: string): void {
    const node = doc.nodes.find(({ id }) => id === nodeId)
    if (!node) throw new Broken('token of no node', nodeId)
    if (this.#join(doc, node) !== 'ready') throw new Broken('early token', nodeId)
  }

  #checkDead(doc: Workflow, nodeId: string): void {
    const node = doc.nodes.find(({ id }) => id === nodeId)
    if (node && this.#join(doc, node) !== 'dead') throw new Broken('dead too early', nodeId)
  }

  #join(doc: Workflow, node: WorkflowNode): 'ready' | 'dead' | 'open' {
    const facts = (leadingTo(doc).get(node.id) ?? []).map((id) => this.#facts.get(id))
    if (facts.length === 0) return 'ready'
    const taken = facts.filter((fact) => fact === 'taken').length
    const open = facts.filter((fact) => fact === undefined).length
    const { join = 'all' } = node
    if (join === 'all') return open > 0 ? 'open' : taken > 0 ? 'ready' : 'dead'
    const needed = typeof join === 'object' ? join.n : 1
    if (taken >= needed) return 'ready'
    return taken + open >= needed ? 'open' : 'dead'
  }

  #checkComplete(doc: Workflow): void {
    for (const { id } of doc.nodes) if (this.#nodes.get(id)?.phase !== 'settled') throw new Broken('completed too early', `node ${id} is not settled`)
    for (const { id } of doc.edges) if (!this.#facts.has(id)) throw new Broken('completed too early', `edge ${id} is not resolved`)
  }
}

function said({ type, config, join }: WorkflowNode): string {
  return JSON.stringify([type === 'task' ? 'function' : type, config ?? {}, join ?? 'all'])
}

function way({ from, to, fromPort, when }: WorkflowEdge): string {
  return JSON.stringify([from, to, fromPort ?? 'out', when])
}

const byTarget = new WeakMap<Workflow, Map<string, string[]>>()

/** Edge ids by the node they lead to. */
function leadingTo(doc: Workflow): Map<string, string[]> {
  const known = byTarget.get(doc)
  if (known) return known
  const index = new Map<string, string[]>()
  for (const { id, to } of doc.edges) index.set(to, [...(index.get(to) ?? []), id])
  byTarget.set(doc, index)
  return index
}
