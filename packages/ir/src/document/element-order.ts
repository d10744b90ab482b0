import type { Operation, Workflow, WorkflowBody, WorkflowNode } from '@aob/schemas'
import { bodiesOf } from './scope-bodies.ts'

/**
 * `move` operations that bring the elements of `from` into the order they have in `to`, in bodies too; both hold the same ids. As few as
 * possible: the longest run of elements that stand in order already is left alone.
 */
export function orderOperations(from: Workflow, to: Workflow): Operation[] {
  return graphMoves(from, to, '')
}

function graphMoves(from: WorkflowBody, to: WorkflowBody, prefix: string): Operation[] {
  if (from === to) return []
  const own = (['nodes', 'edges'] as const).flatMap((list) =>
    standAlike(from[list], to[list]) ? [] : moves(`${prefix}/${list}`, ids(from[list]), ids(to[list])),
  )
  let old: Map<string, WorkflowNode> | undefined
  const inner = to.nodes.flatMap((node, index) => {
    if (from.nodes[index] === node) return []
    old ??= new Map(from.nodes.map((known) => [known.id, known]))
    const before = old.get(node.id)
    const bodies = before && before !== node ? bodiesOf(before, node) : undefined
    return bodies ? graphMoves(...bodies, `${prefix}/nodes/${index}/config/body`) : []
  })
  return [...own, ...inner]
}

/** Whether the same elements stand in the same order, in bodies too: then nothing is to be moved. */
export function areOrderedAlike(from: WorkflowBody, to: WorkflowBody): boolean {
  if (from === to) return true
  if (!standAlike(from.nodes, to.nodes) || !standAlike(from.edges, to.edges)) return false
  return from.nodes.every((before, index) => {
    const node = to.nodes[index]
    const bodies = node && before.config !== node.config ? bodiesOf(before, node) : undefined
    return !bodies || areOrderedAlike(...bodies)
  })
}

function standAlike(from: readonly { id: string }[], to: readonly { id: string }[]): boolean {
  return from === to || (from.length === to.length && from.every(({ id }, index) => id === to[index]?.id))
}

const ids = (elements: readonly { id: string }[]) => elements.map(({ id }) => id)

function moves(list: string, from: readonly string[], to: readonly string[]): Operation[] {
  const rank = new Map(to.map((id, index) => [id, index]))
  const ranks = from.map((id) => rank.get(id) ?? 0)
  if (ranks.every((place, index) => place === index)) return []
  const resting = new Set(longestIncreasing(ranks).map((index) => from[index] ?? ''))
  const order = [...from]
  const operations: Operation[] = []
  for (const [index, id] of to.entries()) {
    if (resting.has(id)) continue
    const at = order.indexOf(id)
    order.splice(at, 1)
    const previous = to[index - 1]
    const place = previous === undefined ? 0 : order.indexOf(previous) + 1
    order.splice(place, 0, id)
    if (at !== place) operations.push({ op: 'move', from: `${list}/${at}`, path: `${list}/${place}` })
  }
  return operations
}

/** Indexes of one longest increasing subsequence of distinct numbers, in O(n log n). */
function longestIncreasing(values: readonly number[]): number[] {
  const tails: number[] = []
  const previous: number[] = []
  for (const [index, value] of values.entries()) {
    let low = 0
    let high = tails.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((values[tails[middle] ?? 0] ?? 0) < value) low = middle + 1
      else high = middle
    }
    previous[index] = low > 0 ? (tails[low - 1] ?? -1) : -1
    tails[low] = index
  }
  const result: number[] = []
  for (let at = tails.at(-1) ?? -1; at >= 0; at = previous[at] ?? -1) result.push(at)
  return result.reverse()
}
