import { graphOf } from '@aob/ir/document'
import type { Workflow } from '@aob/schemas'
import type { LooseEnd, WantedConnection } from '../../../ui/canvas/canvas-editing.ts'
import { portOfEdge } from '../../../ui/canvas/card-geometry.ts'
import { nodeTitle } from '../../../ui/canvas/node-look.ts'
import { nodeById } from './document-edit.ts'

/** Node ids along the shortest way from one node to another; undefined when there is none. */
export function pathBetween(document: Workflow, from: string, to: string): string[] | undefined {
  const { outgoing } = graphOf(document)
  const cameFrom = new Map<string, string | undefined>([[from, undefined]])
  const queue = [from]
  // Grows while it is walked through.
  for (const head of queue) {
    if (head === to) {
      const path: string[] = []
      for (let step: string | undefined = head; step !== undefined; step = cameFrom.get(step)) path.push(step)
      return path.reverse()
    }
    for (const edge of outgoing.get(head) ?? []) {
      if (cameFrom.has(edge.to)) continue
      cameFrom.set(edge.to, head)
      queue.push(edge.to)
    }
  }
  return undefined
}

/** Steps of a way that are named: its beginning and its end, where it is longer. */
const NAMED = { first: 4, last: 3 }

function titles(document: Workflow, ids: readonly string[]): string {
  const between = ids.length - NAMED.first - NAMED.last
  const named = (some: readonly string[]) => some.map((id) => nodeById(document, id)).flatMap((node) => (node ? nodeTitle(node) : []))
  if (between <= 1) return named(ids).join(' → ')
  return [...named(ids.slice(0, NAMED.first)), `… ${between.toLocaleString('en')} steps …`, ...named(ids.slice(-NAMED.last))].join(' → ')
}

/** Why a connection may not be made, in one sentence; undefined when it may. `insteadOf` is the connection whose place it takes. */
export function connectionRefusal(whole: Workflow, { from, fromPort, to }: WantedConnection, insteadOf?: string): string | undefined {
  const document = insteadOf === undefined ? whole : { ...whole, edges: whole.edges.filter((edge) => edge.id !== insteadOf) }
  if (from === to) return 'A node cannot lead to itself.'
  if (document.edges.some((edge) => edge.from === from && edge.to === to && portOfEdge(edge) === fromPort)) return 'These two are already connected.'
  const back = pathBetween(document, to, from)
  return back ? `This would close a circle: ${titles(document, [...back, to])}.` : undefined
}

/** For every node a loose end may not go to, the reason. */
export function refusalsFrom(document: Workflow, end: LooseEnd): ReadonlyMap<string, string> {
  const refusals = new Map<string, string>()
  const blocked = end.side === 'output' ? reach(document, end.nodeId, 'incoming') : reach(document, end.nodeId, 'outgoing')
  for (const id of blocked) refusals.set(id, id === end.nodeId ? 'A node cannot lead to itself.' : 'This would close a circle.')
  if (end.side === 'output')
    for (const edge of document.edges)
      if (edge.from === end.nodeId && portOfEdge(edge) === end.port) refusals.set(edge.to, refusals.get(edge.to) ?? 'These two are already connected.')
  return refusals
}

/** A node and everything before it (`incoming`) or behind it (`outgoing`). */
export function reach(document: Workflow, start: string, direction: 'incoming' | 'outgoing'): Set<string> {
  const graph = graphOf(document)
  const seen = new Set([start])
  const stack = [start]
  for (let id = stack.pop(); id !== undefined; id = stack.pop()) {
    for (const edge of graph[direction].get(id) ?? []) {
      const next = direction === 'incoming' ? edge.from : edge.to
      if (seen.has(next)) continue
      seen.add(next)
      stack.push(next)
    }
  }
  return seen
}

/** How many connections lie between a node and each that comes before it, at least, nearest first; none to itself, which leads. */
export function distancesBefore(document: Workflow, nodeId: string): ReadonlyMap<string, number> {
  const { incoming } = graphOf(document)
  const far = new Map([[nodeId, 0]])
  // Grows while it is walked through.
  for (const [id, steps] of far) for (const edge of incoming.get(id) ?? []) if (!far.has(edge.from)) far.set(edge.from, steps + 1)
  return far
}
