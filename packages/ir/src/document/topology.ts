import { compareIds, type Graph } from './graph.ts'

/** Successor ids in edge id order, without repetition. */
function successors(graph: Graph, id: string): string[] {
  return [...new Set((graph.outgoing.get(id) ?? []).map((edge) => edge.to))]
}

/** Taking away whatever has no predecessor left, until nothing is left. Most graphs are asked no more than this. */
function isAcyclic({ incoming, outgoing, entries }: Graph): boolean {
  const open = new Map<string, number>()
  const work = [...entries]
  let taken = 0
  for (let id = work.pop(); id !== undefined; id = work.pop()) {
    taken++
    for (const { to } of outgoing.get(id) ?? []) {
      const left = (open.get(to) ?? incoming.get(to)?.length ?? 0) - 1
      open.set(to, left)
      if (left === 0) work.push(to)
    }
  }
  return taken === incoming.size
}

/**
 * Node ids along one cycle, in order of the edges; the first is not repeated at the end.
 * Undefined for an acyclic graph. Iterative, so that depth is bounded by memory alone.
 */
export function findCycle(graph: Graph): string[] | undefined {
  if (isAcyclic(graph)) return undefined
  const done = new Set<string>()
  const onPath = new Set<string>()
  for (const root of [...graph.nodes.keys()].sort(compareIds)) {
    if (done.has(root)) continue
    const path: string[] = [root]
    const pending: string[][] = [successors(graph, root)]
    onPath.add(root)
    while (path.length > 0) {
      const next = pending.at(-1)?.shift()
      if (next === undefined) {
        const left = path.pop()
        pending.pop()
        if (left === undefined) break
        onPath.delete(left)
        done.add(left)
      } else if (onPath.has(next)) {
        return path.slice(path.indexOf(next))
      } else if (!done.has(next)) {
        path.push(next)
        pending.push(successors(graph, next))
        onPath.add(next)
      }
    }
  }
  return undefined
}

/**
 * Node ids so that every edge points forwards (Kahn), by levels and by id within a level.
 * Nodes on or behind a cycle are left out.
 */
export function topologicalOrder(graph: Graph): string[] {
  const open = new Map<string, number>()
  for (const [id, edges] of graph.incoming) open.set(id, edges.length)
  const order: string[] = []
  let level = [...graph.entries]
  while (level.length > 0) {
    order.push(...level)
    const next: string[] = []
    for (const id of level) {
      for (const edge of graph.outgoing.get(id) ?? []) {
        const left = (open.get(edge.to) ?? 0) - 1
        open.set(edge.to, left)
        if (left === 0) next.push(edge.to)
      }
    }
    level = next.sort(compareIds)
  }
  return order
}
