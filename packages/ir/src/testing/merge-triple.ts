import type { AnchoredChange, Workflow, WorkflowNode } from '@aob/schemas'
import { bodyOf } from '../document/bodies.ts'
import { anchor, applyOperations, type MergeConflict, mergeWorkflows, operationsBetween, rebaseOperations } from '../document/index.ts'
import { graphAt, withBody } from '../document/scope-bodies.ts'
import { Random } from './random.ts'
import { inIdOrder } from './random-edit.ts'
import { randomGestures } from './random-gestures.ts'
import { randomWorkflow } from './random-workflow.ts'

export interface Triple {
  base: Workflow
  left: Workflow
  right: Workflow
}

/** A version with notes, and two changes of it made without knowledge of each other. */
export function randomTriple(seed: number): Triple {
  const random = new Random(seed)
  const plain = randomWorkflow(random, 8)
  const base: Workflow = random.chance(0.5) ? { ...plain, notes: [{ id: 'first', text: 'hello', position: { x: 1, y: 1 } }] } : plain
  return { base, left: randomGestures(base, random, 'l'), right: randomGestures(base, random, 'r') }
}

/** Merges a triple in both orders and throws a sentence when a promise of the merge is broken. Returns the canonical bytes, or the conflicts' reasons. */
export function checkTriple(seed: number): { kind: 'merged'; bytes: string } | { kind: 'conflict'; reasons: string[] } {
  const { base, left, right } = randomTriple(seed)
  const one = mergeWorkflows(base, left, right)
  const other = mergeWorkflows(base, right, left)
  if (one.kind === 'conflict' || other.kind === 'conflict') {
    if (one.kind !== other.kind) throw new Error('Only one order conflicts.')
    const [ours, theirs] = [one, other].map((result) => (result.kind === 'conflict' ? result.conflicts : []))
    if (text(ours ?? []) !== text((theirs ?? []).map(exchanged)))
      throw new Error(`The orders conflict differently: ${text(ours ?? [])} / ${text(theirs ?? [])}`)
    return { kind: 'conflict', reasons: (ours ?? []).map(({ reason }) => reason) }
  }
  const bytes = canonicalText(one.document)
  if (bytes !== canonicalText(other.document)) throw new Error(`The orders give two documents: ${JSON.stringify([one.document, other.document])}`)
  for (const side of [left, right]) requireHeld(base, side, one.document)
  requireRebaseAgrees({ base, left, right }, one.document)
  return { kind: 'merged', bytes }
}

/** Every change of a side is in the merge; of positions the other side's may be. */
function requireHeld(base: Workflow, side: Workflow, merged: Workflow): void {
  for (const change of anchor(base, operationsBetween(base, side))) {
    if (change.pointer === '/position' || (change.target.kind === 'root' && change.pointer === '/notes')) continue
    if (!holds(merged, change)) throw new Error(`${JSON.stringify(change)} is not in the merge ${JSON.stringify(merged)}`)
  }
}

function holds(doc: Workflow, { target, pointer, op, value }: AnchoredChange): boolean {
  const id = target.path.at(-1)
  const graph = graphAt(doc, target.path.slice(0, -1))
  const found = target.kind === 'root' ? doc : (target.kind === 'node' ? graph?.nodes : graph?.edges)?.find((element) => element.id === id)
  if (pointer === '') return op === 'remove' ? found === undefined : found !== undefined
  const result = found && applyOperations(found, op === 'remove' ? [{ op: 'remove', path: pointer }] : [{ op: 'test', path: pointer, value }])
  return op === 'remove' ? result?.kind === 'failed' : result?.kind === 'ok'
}

/** The other way to the same document: one side's patch carried over, by id, to what the other side made. */
function requireRebaseAgrees({ base, left, right }: Triple, merged: Workflow): void {
  for (const [onto, moved] of [
    [left, right],
    [right, left],
  ] as const) {
    const rebased = rebaseOperations(anchor(base, operationsBetween(base, moved)), onto)
    if (rebased.kind === 'conflict') throw new Error(`The merge is clean and the rebase conflicts: ${JSON.stringify(rebased.conflicts)}`)
    const result = applyOperations(onto, rebased.operations)
    if (result.kind === 'failed') throw new Error(result.message)
    const [here, there] = [result.document as Workflow, merged].map((doc) => canonicalText(inIdOrder(unplaced(doc))))
    if (here !== there) throw new Error(`Rebase and merge differ: ${JSON.stringify(result.document)} / ${JSON.stringify(merged)}`)
  }
}

/** Without positions, in bodies as well: a position that both sides changed is either's. */
function unplaced(doc: Workflow): Workflow {
  return {
    ...doc,
    nodes: doc.nodes.map(unplacedNode),
    ...(doc.notes ? { notes: [...doc.notes].sort((a, b) => (a.id < b.id ? -1 : 1)) } : {}),
  }
}

function unplacedNode(node: WorkflowNode): WorkflowNode {
  const here = { ...node, position: { x: 0, y: 0 } }
  const body = bodyOf(here)
  return body ? withBody(here, { ...body, nodes: body.nodes.map(unplacedNode) }) : here
}

function exchanged({ left, right, ...conflict }: MergeConflict): MergeConflict {
  return { ...conflict, ...(right === undefined ? {} : { left: right }), ...(left === undefined ? {} : { right: left }) }
}

const text = (conflicts: readonly MergeConflict[]) => JSON.stringify(conflicts.map((conflict) => JSON.stringify(sorted(conflict))).sort())

/** The document with sorted members: what is hashed into its name. */
export function canonicalText(doc: Workflow): string {
  return JSON.stringify(sorted(doc))
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => [key, sorted(item)]),
  )
}
