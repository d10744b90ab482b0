import type { AnchoredChange, Operation, Workflow } from '@aob/schemas'
import { CarriedGraph, same, withField } from './carried-graph.ts'
import { DECORATION_RULES, DECORATIONS, mergeElements } from './merge-elements.ts'
import { operationsBetween } from './operations-between.ts'
import { graphAt } from './scope-bodies.ts'

/** Why a change cannot be carried over by itself. */
export interface PatchConflict {
  reason: 'target_missing' | 'target_exists' | 'value_changed' | 'edge_dangles'
  /** The change that was to be carried over. */
  change: AnchoredChange
  /** What stands in its place now, when there is something. */
  current?: unknown
  message: string
}

export type RebaseResult = { kind: 'ok'; operations: Operation[] } | { kind: 'conflict'; conflicts: PatchConflict[] }

/**
 * Carries a change over to another version, by id and inside bodies by the path of ids: operations that are valid on `onto`. What is there already is left out, so the
 * list may be empty. A value both sides changed differently, a target one side removed, and an edge left without an end are
 * conflicts, all of which are listed. Positions on the canvas never conflict: the change carried over wins.
 */
export function rebaseOperations(anchored: readonly AnchoredChange[], onto: Workflow): RebaseResult {
  const conflicts: PatchConflict[] = []
  const report = (conflict: PatchConflict) => conflicts.push(conflict)
  const graph = new CarriedGraph(onto, report)
  let root: object = rootOf(onto)
  for (const change of anchored) {
    if (change.op === 'reorder') continue
    if (change.target.kind === 'root') root = withField(root, decorationsFitted(root, change), report)
    else graph.carryOver(change, change.target.path)
  }
  graph.findDanglingEdges(anchored)
  if (conflicts.length > 0) return { kind: 'conflict', conflicts }
  // The root keeps the members of a workflow: fields are changed by pointers that were taken from one.
  const target = { ...root, ...graph.result() } as Workflow
  return { kind: 'ok', operations: [...operationsBetween(onto, target), ...reorderMoves(target, anchored)] }
}

function rootOf({ nodes: _nodes, edges: _edges, ...root }: Workflow): object {
  return root
}

/** Groups and notes are lists, and their elements have ids: changes to different ones go together. Any other change is as it was. */
function decorationsFitted(root: object, change: AnchoredChange): AnchoredChange {
  const list = DECORATIONS.find((name) => change.pointer === `/${name}`)
  const current: unknown = list && Reflect.get(root, list)
  if (list === undefined || same(current, change.before)) return change
  // The members of a workflow's root hold what its schema says.
  const [base, ours, theirs] = [change.before, change.value, current].map((value) => (value ?? []) as { id: string }[])
  const { elements, conflicts } = mergeElements(base ?? [], ours ?? [], theirs ?? [], DECORATION_RULES)
  return conflicts.length > 0 ? change : { target: change.target, pointer: change.pointer, op: 'replace', before: current, value: elements }
}

/** Moves that bring elements of `target` behind the ones the reorders name; an element or predecessor that is gone is passed over. */
function reorderMoves(target: Workflow, anchored: readonly AnchoredChange[]): Operation[] {
  const orders = new Map<string, string[]>()
  const orderOf = (list: 'nodes' | 'edges', scopes: readonly string[]): string[] => {
    const key = JSON.stringify([list, ...scopes])
    const order = orders.get(key) ?? graphAt(target, scopes)?.[list].map(({ id }) => id) ?? []
    orders.set(key, order)
    return order
  }
  /** Where the graph lies now that the moves so far have been made. */
  const prefixOf = (scopes: readonly string[]): string =>
    scopes.map((id, depth) => `/nodes/${orderOf('nodes', scopes.slice(0, depth)).indexOf(id)}/config/body`).join('')
  return anchored.flatMap(({ op, target: { kind, path }, after }): Operation[] => {
    if (op !== 'reorder' || kind === 'root') return []
    const [list, scopes] = [kind === 'node' ? ('nodes' as const) : ('edges' as const), path.slice(0, -1)]
    const ids = orderOf(list, scopes)
    const from = ids.indexOf(path.at(-1) ?? '')
    if (from < 0 || (after !== undefined && !ids.includes(after))) return []
    const [id = ''] = ids.splice(from, 1)
    const to = after === undefined ? 0 : ids.indexOf(after) + 1
    ids.splice(to, 0, id)
    return from === to ? [] : [{ op: 'move', from: `${prefixOf(scopes)}/${list}/${from}`, path: `${prefixOf(scopes)}/${list}/${to}` }]
  })
}
