import { jsonEqual } from '@aob/ir/document'
import type { RunState } from '@aob/ir/run'
import type { Ir, IrEdge, IrNode } from '@aob/schemas'
import { protectedNodes } from '../../approvals/request-binding.ts'
import { digestOf } from '../../coordinator/cas-json.ts'

export interface ReuseQuestion {
  /** What was recorded: the graph the run ended with, and what became of its nodes. */
  recorded: { ir: Ir; state: RunState }
  /** The graph that is to run. */
  next: Ir
  /** The first node that executes again; without it all of them do. */
  from?: string
  /** The replay gets other inputs than the recorded run. */
  inputsChanged: boolean
}

/**
 * Nodes whose recorded outputs a live replay takes over, in no particular order. A node is reused when it succeeded and nothing it can
 * depend on is different; everything else executes:
 *
 * - `from` and whatever lies behind it;
 * - a node whose type, config, join or incoming edges differ, that failed or did not finish, and whatever lies behind it;
 * - with other inputs, a node that reads them, or that an edge leads to whose condition does, and whatever lies behind it. Agents, which may ask
 *   for the run's context, and code that does not say what it is handed count as readers;
 * - a gate whose approval would release an irreversible node that executes again: a person is asked again (D-08).
 */
export function reusableNodes(question: ReuseQuestion): Set<string> {
  const { recorded, next, from } = question
  if (from === undefined) return new Set()
  let executes = new Set([from])
  for (;;) {
    const same = unchangedNodes(question, executes)
    const reused = new Set([...same].filter((id) => recorded.state.nodes.get(id)?.status === 'succeeded'))
    const gates = gatesToAskAgain(next, reused)
    if (gates.length === 0) return reused
    executes = new Set([...executes, ...gates])
  }
}

/** Nodes that stand where they stood, with the same past, in an order in which every edge points forwards. */
function unchangedNodes(question: ReuseQuestion, executes: ReadonlySet<string>): Set<string> {
  const { next } = question
  const same = new Set<string>()
  const open = new Map(Object.values(next.nodes).map((node) => [node.id, node.in.length]))
  const order = [...next.entries]
  for (let at = 0; at < order.length; at++) {
    const node = next.nodes[order[at] ?? '']
    if (!node) continue
    const past = node.in.every((id) => same.has(next.edges[id]?.from ?? ''))
    if (past && !executes.has(node.id) && isUnchanged(question, node)) same.add(node.id)
    for (const id of node.out) {
      const to = next.edges[id]?.to ?? ''
      open.set(to, (open.get(to) ?? 0) - 1)
      if (open.get(to) === 0) order.push(to)
    }
  }
  return same
}

function isUnchanged({ recorded: { ir, state }, next, inputsChanged }: ReuseQuestion, node: IrNode): boolean {
  const before = ir.nodes[node.id]
  const now = state.nodes.get(node.id)
  if (!before || !now || !jsonEqual(meaningOf(before), meaningOf(node))) return false
  if (!jsonEqual([...before.in].sort(), [...node.in].sort())) return false
  if (!node.in.every((id) => jsonEqual(ir.edges[id], next.edges[id]))) return false
  if (inputsChanged && (readsInputs(node) || node.in.some((id) => mentionsInputs(next.edges[id]?.when)))) return false
  if (now.status === 'succeeded') return now.port !== undefined && now.outputRef !== undefined && digestOf(now.outputRef) !== undefined
  return now.status === 'not_taken' || (now.status === 'skipped' && !node.known)
}

/** What a node's output depends on, besides what leads to it. */
function meaningOf({ type, known, config, join, joinCount, irreversible, unknownPolicy, scope }: IrNode): object {
  return { type, config, join, joinCount, irreversible, policy: known ? undefined : unknownPolicy, scope }
}

function readsInputs({ type, config, scope }: IrNode): boolean {
  // The body of a scope reads what its nodes read; a sub-workflow reads only what it is handed.
  const inside = scope && !scope.pinned && (Object.values(scope.nodes).some(readsInputs) || Object.values(scope.edges).some(({ when }) => mentionsInputs(when)))
  if (inside) return true
  // Code that is not told what it gets is handed the inputs.
  const handedInputs = type === 'function' && !Object.hasOwn(config, 'input')
  return type === 'agent' || handedInputs || mentionsInputs(JSON.stringify(config))
}

function mentionsInputs(source: string | undefined): boolean {
  return source !== undefined && /\binputs\b/.test(source)
}

function gatesToAskAgain(next: Ir, reused: ReadonlySet<string>): string[] {
  const gates = [...reused].filter((id) => next.nodes[id]?.type === 'hitl')
  // What lies in a scope executes again with it.
  return gates.filter((id) => protectedNodes(next, id).some(({ nodeId }) => !reused.has(nodeId.split('/')[0] ?? '')))
}

/** Whether the recorded fact of an edge still tells how its condition turns out. */
export function factHolds({ recorded: { ir, state }, inputsChanged }: ReuseQuestion, edge: IrEdge): boolean {
  return state.edges.get(edge.id) !== undefined && jsonEqual(ir.edges[edge.id], edge) && !(inputsChanged && mentionsInputs(edge.when))
}
