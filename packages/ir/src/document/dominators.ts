import type { Graph } from './graph.ts'
import { topologicalOrder } from './topology.ts'

/**
 * Immediate dominator of every node that lies on no cycle; undefined stands for the virtual root before all entries.
 * Algorithm: Cooper, Harvey, Kennedy, "A Simple, Fast Dominance Algorithm"; one pass suffices without cycles.
 */
export function immediateDominators(graph: Graph): ReadonlyMap<string, string | undefined> {
  const immediate = new Map<string, string | undefined>()
  const depth = new Map<string | undefined, number>([[undefined, 0]])
  const common = (left: string | undefined, right: string | undefined): string | undefined => {
    let a = left
    let b = right
    while (a !== b) {
      if ((depth.get(a) ?? 0) >= (depth.get(b) ?? 0)) a = a === undefined ? undefined : immediate.get(a)
      else b = b === undefined ? undefined : immediate.get(b)
    }
    return a
  }
  for (const id of topologicalOrder(graph)) {
    const sources = (graph.incoming.get(id) ?? []).map((edge) => edge.from)
    const dominator = sources.length === 0 ? undefined : sources.reduce<string | undefined>(common, sources[0])
    immediate.set(id, dominator)
    depth.set(id, (depth.get(dominator) ?? 0) + 1)
  }
  return immediate
}

/** Strict dominators of one node, nearest first: every path from an entry passes through each of them. */
export function dominatorChain(immediate: ReadonlyMap<string, string | undefined>, id: string): string[] {
  const chain: string[] = []
  for (let at = immediate.get(id); at !== undefined; at = immediate.get(at)) chain.push(at)
  return chain
}

/**
 * Strict dominators of every node, from a virtual root before all entries.
 * The sets add up to O(n²) on a long chain; for single nodes use `immediateDominators` and `dominatorChain`.
 */
export function dominators(graph: Graph): ReadonlyMap<string, ReadonlySet<string>> {
  const immediate = immediateDominators(graph)
  return new Map([...immediate.keys()].map((id) => [id, new Set(dominatorChain(immediate, id))] as const))
}
