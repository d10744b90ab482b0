import { bodyOf } from '@aob/ir/document'
import type { Workflow, WorkflowNode } from '@aob/schemas'
import { nodeTitle } from '../../../ui/canvas/node-look.ts'
import { everyStep, type PlacedStep, pathOf, titleWithin } from '../bodies/every-step.ts'

export interface FindHit {
  nodeId: string
  /** The way to the body it lies in; empty for a step of the workflow itself. */
  path: readonly string[]
  /** Of a step in a body with the way to it: `Each order › Fetch`. */
  title: string
  type: string
  /** Where the words were found: `url` or `name`. */
  place: string
  /** The text around them. */
  excerpt: string
}

/** A text of a node, and as it is compared. */
interface Searched {
  place: string
  text: string
  compared: string
}

const AROUND = 28
/** Places of one output listed at most: a long list would hide everything else. */
const MOST_IN_OUTPUT = 3

/** Nodes and outputs never change, they are replaced: what was read of them once is good for every key that is typed. */
const known = new WeakMap<object, readonly Searched[]>()

/** Nodes, those in bodies too, whose name, id, type, any setting or last output holds the words; one hit per node and place, in document order. */
export function findHits(document: Workflow, query: string, outputs: ReadonlyMap<string, unknown> = new Map()): FindHit[] {
  const wanted = query.trim().toLowerCase()
  if (wanted === '') return []
  const hits: FindHit[] = []
  for (const step of everyStep(document)) {
    collect(hits, step, textsOfNode(step.node), wanted, Number.POSITIVE_INFINITY)
    if (outputs.size > 0 && step.around.length === 0) collect(hits, step, textsOfOutput(outputs.get(step.node.id)), wanted, MOST_IN_OUTPUT)
  }
  return hits
}

/** Of what is drawn at a path the steps that are found, or hold what is. */
export function foundAt(hits: readonly FindHit[], path: readonly string[]): string[] {
  const seen = hits.flatMap((hit) => (path.every((id, depth) => hit.path[depth] === id) ? [hit.path[path.length] ?? hit.nodeId] : []))
  return [...new Set(seen)]
}

function collect(hits: FindHit[], step: PlacedStep, texts: readonly Searched[], wanted: string, most: number): void {
  const { node } = step
  let left = most
  for (const { place, text, compared } of texts) {
    const at = compared.indexOf(wanted)
    if (at < 0) continue
    hits.push({ nodeId: node.id, path: pathOf(step), title: titleWithin(step), type: node.type, place, excerpt: excerptOf(text, at, wanted.length) })
    if (--left === 0) return
  }
}

function textsOfNode(node: WorkflowNode): readonly Searched[] {
  return remembered(node, () => [searched('name', nodeTitle(node)), searched('id', node.id), searched('type', node.type), ...textsIn(ownSettings(node), '')])
}

/** The steps of a body are found themselves. */
function ownSettings(node: WorkflowNode): object {
  if (!bodyOf(node)) return node.config ?? {}
  return Object.fromEntries(Object.entries(node.config ?? {}).filter(([key]) => key !== 'body'))
}

function textsOfOutput(output: unknown): readonly Searched[] {
  return typeof output === 'object' && output !== null ? remembered(output, () => textsIn(output, 'output')) : textsIn(output, 'output')
}

function remembered(of: object, read: () => readonly Searched[]): readonly Searched[] {
  const before = known.get(of)
  if (before) return before
  const texts = read()
  known.set(of, texts)
  return texts
}

function textsIn(value: unknown, path: string): Searched[] {
  if (typeof value === 'string') return [searched(path, value)]
  if (typeof value === 'number' || typeof value === 'boolean') return [searched(path, String(value))]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, member]) => textsIn(member, path === '' ? key : `${path}.${key}`))
}

function searched(place: string, text: string): Searched {
  return { place, text, compared: text.toLowerCase() }
}

function excerptOf(text: string, at: number, length: number): string {
  const start = Math.max(0, at - AROUND)
  const end = Math.min(text.length, at + length + AROUND)
  return `${start > 0 ? '…' : ''}${text.slice(start, end).replace(/\s+/g, ' ')}${end < text.length ? '…' : ''}`
}
