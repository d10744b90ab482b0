import { isIrreversible, siteAt } from '@aob/ir/program'
import type { RunState } from '@aob/ir/run'
import type { Ir, IrNode, Limits } from '@aob/schemas'
import type { Onwards, Token } from '../coordinator/decider.ts'
import { isAgent, isPure } from './node-kind.ts'
import type { TaskWorkerDeps } from './task-worker-deps.ts'
import type { Work } from './work.ts'

/** What bounds going on inline. */
export type InlineLimits = Pick<Limits, 'maxInlineNodes' | 'maxInlineMs' | 'maxInlineWidth' | 'maxFusedNodes' | 'maxFusedMs'>

const RANK = { high: 0, medium: 1, low: 2 } as const

/**
 * Whether a worker commits what became of a node itself, instead of putting it on the stream of completions. Not for an agent, whose calls
 * are on that stream and have to come first; and not in a wide run, whose workers would get in each other's way at its revision.
 */
export function answersItself({ maxInlineNodes, maxInlineWidth }: InlineLimits, node: IrNode, { counter }: RunState): boolean {
  return maxInlineNodes > 1 && counter <= maxInlineWidth && !isAgent(node.type)
}

/** Whether a node may be told of in one commit with others: it has no effect that could happen without its word. */
export function mayFuse({ maxFusedNodes }: InlineLimits, node: IrNode): boolean {
  return maxFusedNodes > 1 && isPure(node.type) && !isIrreversible(node)
}

/**
 * Which of the tokens its answer emits a worker goes on with. Its slot is of a kind, so the node has to be of that kind too (bounds per type);
 * a token of lower priority than the one in hand waits its turn like any other; and however long the chain, after so many nodes or so much
 * time the slot is given back (QP-03). What cannot be taken back always begins with a token of its own.
 */
export async function onwardsFrom(deps: TaskWorkerDeps, work: Work): Promise<Onwards | undefined> {
  const { limits, clock, types, workerName: worker } = deps
  const { signal, nodes, since, entry } = work
  if (signal.aborted || nodes >= limits.maxInlineNodes || clock.now() - since >= limits.maxInlineMs || !(await deps.mayWork())) return undefined
  const least = rankOf(entry.stream)
  const fits = (token: Token, ir: Ir) => {
    const site = siteAt(ir, token.nodeId)
    if (!site || !types.includes(token.nodeType) || RANK[token.priority] > least) return false
    return !isAgent(token.nodeType) && !isIrreversible(site.node) && deps.executors[token.nodeType] !== undefined
  }
  return {
    worker,
    choose(tokens, { counter }, ir) {
      if (counter > limits.maxInlineWidth) return undefined
      const fitting = tokens.filter((token) => fits(token, ir))
      return fitting.sort((one, other) => RANK[one.priority] - RANK[other.priority])[0]
    },
  }
}

function rankOf(stream: string): number {
  const priority = stream.slice(stream.lastIndexOf(':') + 1)
  return priority === 'high' || priority === 'medium' ? RANK[priority] : RANK.low
}
