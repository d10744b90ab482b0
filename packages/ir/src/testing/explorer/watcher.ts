import type { RunEvent, Workflow, WorkflowBody, WorkflowEdge, WorkflowNode } from '@aob/schemas'
import { activationOf, activationsAround, bodyOf, idOf, pathOf, prefixIn, prefixOf } from '../../document/index.ts'
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
  /** `open`: a scope that waits for its activations, and for nothing else. */
  phase: 'live' | 'pending' | 'open' | 'settled' | 'idle'
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
  /** Activations that have begun and are not over, and those of them in which something failed that nothing caught. */
  readonly #open = new Set<string>()
  readonly #failed = new Set<string>()
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
    // What lies in activations leaves the state with them, and its body is pinned with the scope.
    const settled = [...this.#nodes].filter(([id, seen]) => seen.phase === 'settled' && prefixOf(id) === '')
    const results = new Map(settled.map(([id, seen]) => [id, seen.result]))
    const begun = new Set([...this.#nodes].filter(([, seen]) => seen.begun || seen.phase === 'settled').map(([id]) => id))
    const facts = new Map([...this.#facts].filter(([id]) => prefixOf(id) === ''))
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
    if (event.type === 'scope.activated') this.#activate(doc, event.data)
    if (event.type === 'scope.settled') this.#conclude(doc, event.data)
    if (event.type === 'scope.activated' || event.type === 'scope.settled') return
    if ('edges' in event.data) this.#learn(Object.entries(event.data.edges))
    if (!('nodeId' in event.data) || event.data.nodeId === undefined || ENDED.has(event.type)) return
    const { nodeId } = event.data
    const before = this.#nodes.get(nodeId) ?? { phase: 'idle', attempt: 0, begun: false }
    if (before.phase === 'settled') throw new Broken('settled twice', `${event.type} of ${nodeId}`)
    if (event.type === 'node.queued' && (event.data.cause === 'ready' || event.data.cause === 'patched')) this.#checkReady(doc, nodeId)
    if (event.type === 'node.not_taken') this.#checkDead(doc, nodeId)
    this.#nodes.set(nodeId, this.#after(before, event))
    if (event.type !== 'node.failed' || event.data.handled) return
    const [activation] = activationsAround(nodeId)
    if (activation === undefined) this.#failing = true
    else this.#failed.add(activation)
  }

  /** SC2, SC3: activations begin in order, of a scope that is open, as many at a time as it allows. */
  #activate(doc: Workflow, { nodeId, first, last }: { nodeId: string; first: number; last: number }): void {
    if (this.#nodes.get(nodeId)?.phase !== 'open') throw new Broken('scope', `${nodeId} begins activations and is not open`)
    for (let index = first; index <= last; index++) this.#open.add(activationOf(nodeId, index))
    const node = nodeAt(doc, nodeId)
    const most = node?.type === 'map' ? Number(Reflect.get(node.config ?? {}, 'concurrency') ?? 10) : 1
    const open = [...this.#open].filter((activation) => activation.startsWith(`${nodeId}[`) && !activation.includes('/', nodeId.length)).length
    if (open > most) throw new Broken('scope', `${open} activations of ${nodeId}, ${most} allowed`)
  }

  /** SC4, SC5: over when every node of its body has come to its end, or when it fails and nothing in it is at work. */
  #conclude(doc: Workflow, { nodeId, index, error }: { nodeId: string; index: number; error?: unknown }): void {
    const activation = activationOf(nodeId, index)
    const prefix = prefixIn(activation)
    if (!this.#open.has(activation)) throw new Broken('scope', `${activation} is over and had not begun`)
    if (this.#failed.has(activation) !== (error !== undefined)) throw new Broken('scope', `${activation} ends ${error ? 'in a failure nobody saw' : 'well'}`)
    const inside = [...this.#nodes].filter(([id]) => id.startsWith(prefix))
    if (inside.some(([, { phase }]) => phase === 'live')) throw new Broken('scope', `${activation} is over while something in it is at work`)
    if (!error)
      for (const { id } of graphAt(doc, prefix)?.nodes ?? [])
        if (this.#nodes.get(prefix + id)?.phase !== 'settled') throw new Broken('scope', `${activation} is over and ${id} is not`)
    for (const known of [this.#nodes, this.#facts, this.#tokens]) for (const id of [...known.keys()]) if (id.startsWith(prefix)) known.delete(id)
    for (const known of [this.#open, this.#failed]) for (const id of [...known]) if (id === activation || id.startsWith(prefix)) known.delete(id)
  }

  #after(before: Seen, event: RunEvent): Seen {
    const attempt = 'attempt' in event.data ? Number(event.data.attempt) : before.attempt
    const phase = LIVE.has(event.type)
      ? 'live'
      : PENDING.has(event.type)
        ? 'pending'
        : event.type === 'scope.opened'
          ? 'open'
          : SETTLED.has(event.type)
            ? 'settled'
            : event.type === 'node.withdrawn'
              ? 'idle'
              : before.phase
    // A node of an unknown type may be held without ever having had a token.
    const begun = before.begun || event.type === 'node.started' || phase === 'open' || (phase === 'pending' && attempt > 0)
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
    const failing = (prefix: string) => activationsAround(prefix).some((activation) => this.#failed.has(activation))
    for (const prefix of ['', ...[...this.#open].map(prefixIn)]) {
      if (failing(prefix)) continue
      for (const { id } of graphAt(doc, prefix)?.nodes ?? []) {
        if ((this.#nodes.get(prefix + id)?.phase ?? 'idle') !== 'idle') continue
        const verdict = this.#join(doc, prefix + id)
        if (verdict === 'dead' || (verdict === 'ready' && !full)) throw new Broken('orphan join', `${prefix}${id} is ${verdict} and nothing came of it`)
      }
    }
  }

  #checkReady(doc: Workflow, nodeId: string): void {
    if (!nodeAt(doc, nodeId)) throw new Broken('token of no node', nodeId)
    if (this.#join(doc, nodeId) !== 'ready') throw new Broken('early token', nodeId)
  }

  #checkDead(doc: Workflow, nodeId: string): void {
    if (nodeAt(doc, nodeId) && this.#join(doc, nodeId) !== 'dead') throw new Broken('dead too early', nodeId)
  }

  #join(doc: Workflow, address: string): 'ready' | 'dead' | 'open' {
    const prefix = prefixOf(address)
    const graph = graphAt(doc, prefix)
    const facts = (graph ? (leadingTo(graph).get(idOf(address)) ?? []) : []).map((id) => this.#facts.get(prefix + id))
    if (facts.length === 0) return 'ready'
    const taken = facts.filter((fact) => fact === 'taken').length
    const open = facts.filter((fact) => fact === undefined).length
    const join = nodeAt(doc, address)?.join ?? 'all'
    if (join === 'all') return open > 0 ? 'open' : taken > 0 ? 'ready' : 'dead'
    const needed = typeof join === 'object' ? join.n : 1
    if (taken >= needed) return 'ready'
    return taken + open >= needed ? 'open' : 'dead'
  }

  #checkComplete(doc: Workflow): void {
    if (this.#open.size > 0) throw new Broken('completed too early', `${[...this.#open].join(', ')} had begun`)
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

type Graph = Pick<WorkflowBody, 'nodes' | 'edges'>

/** The graph whose elements have a prefix: the workflow, or the body of a scope. */
function graphAt(doc: Workflow, prefix: string): Graph | undefined {
  let graph: Graph | undefined = doc
  for (const id of prefix === '' ? [] : pathOf(prefix.slice(0, -1))) {
    const node: WorkflowNode | undefined = graph?.nodes.find((candidate) => candidate.id === id)
    graph = node && bodyOf(node)
  }
  return graph
}

function nodeAt(doc: Workflow, address: string): WorkflowNode | undefined {
  return graphAt(doc, prefixOf(address))?.nodes.find(({ id }) => id === idOf(address))
}

const byTarget = new WeakMap<Graph, Map<string, string[]>>()

/** Edge ids by the node they lead to. */
function leadingTo(doc: Graph): Map<string, string[]> {
  const known = byTarget.get(doc)
  if (known) return known
  const index = new Map<string, string[]>()
  for (const { id, to } of doc.edges) index.set(to, [...(index.get(to) ?? []), id])
  byTarget.set(doc, index)
  return index
}
