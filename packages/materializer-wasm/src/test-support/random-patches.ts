import type { Operation } from '@aob/schemas'

/** Answers integers from 0 to below its argument; the same seed gives the same row on every machine. */
export type RandomSource = (below: number) => number

export function randomSource(seed: number): RandomSource {
  let state = seed >>> 0
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
}

/** A document with the outline of a workflow: nodes n0… with config and position, a chain of edges. */
export function workflowDocument(nodes: number): Record<string, unknown> {
  return {
    schemaVersion: 1,
    name: 'random',
    nodes: Array.from({ length: nodes }, (_, index) => ({
      id: `n${index}`,
      type: 'function',
      config: { value: `text ${index} "é\\`, list: [index, { deep: [index] }] },
      position: { x: index * 10, y: 0 },
    })),
    edges: Array.from({ length: Math.max(0, nodes - 1) }, (_, index) => ({ id: `e${index}`, from: `n${index}`, to: `n${index + 1}` })),
  }
}

type Kind = (random: RandomSource, document: Record<string, unknown>, nodes: unknown[]) => Operation[]

let fresh = 0
const freshId = () => `fresh${fresh++}`

const WITH_NODES: Kind[] = [
  (random, _, nodes) => [{ op: 'remove', path: `/nodes/${random(nodes.length)}` }],
  (random, _, nodes) => [{ op: 'add', path: `/nodes/${random(nodes.length)}/position`, value: { x: random(99), y: 1 } }],
  (random, _, nodes) => [{ op: 'move', from: `/nodes/${random(nodes.length)}`, path: `/nodes/${random(nodes.length)}` }],
  (random, _, nodes) => [{ op: 'add', path: `/nodes/${random(nodes.length)}/__proto__`, value: [random(3)] }],
  (random, _, nodes) => [{ op: 'replace', path: `/nodes/${random(nodes.length)}/id`, value: freshId() }],
  (random, _, nodes) => [{ op: 'copy', from: `/nodes/${random(nodes.length)}/id`, path: '/name' }],
]

const ALWAYS: Kind[] = [
  () => [{ op: 'add', path: '/nodes/-', value: { id: freshId(), config: { deep: { deeper: [1] } } } }],
  (random, _, nodes) => [
    { op: 'add', path: `/nodes/${random(nodes.length + 1)}`, value: { id: freshId() } },
    { op: 'add', path: '/edges/0', value: { id: freshId(), from: 'a', to: 'b' } },
  ],
  (random) => [{ op: 'add', path: '/name', value: `name ${random(3)}` }],
  (random) => [{ op: 'add', path: '/strange~1"key', value: random(3) }],
  (random) => Array.from({ length: random(30) }, () => ({ op: 'add', path: '/edges/0', value: { id: freshId() } }) as const),
]

const WHOLE: Kind[] = [
  (_, document, nodes) => [{ op: 'replace', path: '', value: { ...document, nodes: [...nodes].reverse(), extra: {} } }],
  (_, __, nodes) => [{ op: 'replace', path: '/nodes', value: [...nodes.slice(2), ...nodes.slice(0, 2), { id: freshId() }] }],
]

/** A patch that applies to the document: mostly small changes, now and then of everything. */
export function randomPatch(random: RandomSource, document: unknown): Operation[] {
  const root = document as Record<string, unknown>
  const nodes = root.nodes as unknown[]
  const kinds = random(20) === 0 ? WHOLE : nodes.length > 0 && random(2) === 0 ? WITH_NODES : ALWAYS
  return kinds[random(kinds.length)]?.(random, root, nodes) ?? []
}
