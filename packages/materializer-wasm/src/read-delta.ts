import type { DocumentDelta, ElementDelta } from './delta.ts'

type Members = Record<string, unknown>
type WireElements = [
  added: Array<[id: string, index: number, value: Members]>,
  removed: string[],
  changed: Array<[id: string, set: Members, unset: string[], index?: number]>,
]
/** What assembly/diff/write-delta.ts writes, its only writer; the root stands there only when the whole is reported. */
type WireDelta = [nodes: WireElements, edges: WireElements, set: Members, unset: string[], root?: unknown]

/** The delta in the core's text, with names; the caller knows between which versions it lies. */
export function readDelta(text: string, from: number, to: number): DocumentDelta {
  const wire = JSON.parse(text) as WireDelta
  const [nodes, edges, set, unset] = wire
  const delta = { from, to, nodes: readElements(nodes), edges: readElements(edges), members: { set, unset } }
  return wire.length > 4 ? { ...delta, root: wire[4] } : delta
}

function readElements([added, removed, changed]: WireElements): ElementDelta {
  return {
    added: added.map(([id, index, value]) => ({ id, index, value })),
    removed,
    changed: changed.map(([id, set, unset, index]) => (index === undefined ? { id, set, unset } : { id, set, unset, index })),
  }
}
