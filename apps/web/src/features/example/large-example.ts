import type { ChainPatch, Operation, RunDocument, WorkflowEdge, WorkflowNode } from '@aob/schemas'

export const EXAMPLE_NODES = 5_000
export const EXAMPLE_PATCHES = 1_000

const COLUMNS = 50
const COLUMN = 304
const ROW = 176
/** Nodes written before others have their turn. */
const SLICE = 250
const BEGAN = Date.UTC(2026, 0, 5, 8)

type Kind = Pick<WorkflowNode, 'type' | 'config'> & { name: string; port?: string }

const KINDS: readonly Kind[] = [
  { name: 'Fetch page', type: 'http', config: { method: 'GET', url: 'https://warehouse.example.com/api/shelves', headers: { accept: 'application/json' } } },
  { name: 'Read the counts', type: 'function', config: { code: 'return { ...input, counted: true }' } },
  { name: 'Wait a little', type: 'delay', config: { durationMs: 500 } },
  { name: 'Compare with the books', type: 'function', config: { code: 'return { ...input, differs: false }' } },
  { name: 'Report', type: 'http', config: { method: 'GET', url: 'https://warehouse.example.com/api/reports' } },
]

/** The same numbers every time, so that everybody looks at the same example. */
function numbersFrom(seed: number): (below: number) => number {
  let state = seed >>> 0
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

function nodeAt(index: number): WorkflowNode {
  const kind = KINDS[index % KINDS.length]
  const position = { x: (index % COLUMNS) * COLUMN, y: Math.floor(index / COLUMNS) * ROW }
  return { id: `step${index}`, type: kind?.type ?? 'function', name: `${kind?.name} ${index}`, config: kind?.config ?? {}, position }
}

function edge(from: string, to: string): WorkflowEdge {
  return { id: `${from}-${to}`, from, to }
}

function edgesAt(index: number): WorkflowEdge[] {
  const along = (index + 1) % COLUMNS === 0 || index + 1 >= EXAMPLE_NODES ? [] : [edge(`step${index}`, `step${index + 1}`)]
  const down = index % 5 === 0 && index + COLUMNS < EXAMPLE_NODES ? [edge(`step${index}`, `step${index + COLUMNS}`)] : []
  return [...along, ...down]
}

/** What a thousand changes are mostly about: places, names, now and then another step. */
function operationsOf(patch: number, random: (below: number) => number, added: number): Operation[] {
  const at = random(EXAMPLE_NODES)
  if (patch % 4 === 3) {
    const id = `added${added}`
    const position = { x: (at % COLUMNS) * COLUMN, y: (EXAMPLE_NODES / COLUMNS + 1 + (added % 8)) * ROW }
    const value = { id, type: 'function', name: `Added by change ${patch + 1}`, config: { code: 'return input' }, position }
    return [
      { op: 'add', path: '/nodes/-', value },
      { op: 'add', path: '/edges/-', value: edge(`step${at}`, id) },
    ]
  }
  if (patch % 4 === 1) return [{ op: 'replace', path: `/nodes/${at}/name`, value: `Renamed by change ${patch + 1}` }]
  const { position } = nodeAt(at)
  return [{ op: 'replace', path: `/nodes/${at}/position`, value: { x: position.x + 8 * (random(5) - 2), y: position.y + 8 * (random(5) - 2) } }]
}

function patchesOfExample(): ChainPatch[] {
  const random = numbersFrom(7)
  let added = 0
  return Array.from({ length: EXAMPLE_PATCHES }, (_, index) => ({
    seq: index + 1,
    patchId: `change-${index + 1}`,
    operations: operationsOf(index, random, index % 4 === 3 ? added++ : added),
    actor: { kind: 'human' as const, id: 'example', name: 'Example' },
    rationale: `Change ${index + 1}`,
    createdAt: new Date(BEGAN + index * 60_000).toISOString(),
  }))
}

/**
 * A workflow of {@link EXAMPLE_NODES} nodes and the {@link EXAMPLE_PATCHES} patches over it. Written in slices, with `pause` between
 * them, since nobody should wait for a page that counts to five thousand.
 */
export async function largeExample(pause: () => Promise<void>): Promise<RunDocument> {
  const nodes: string[] = []
  const edges: string[] = []
  for (let index = 0; index < EXAMPLE_NODES; index++) {
    if (index % SLICE === SLICE - 1) await pause()
    nodes.push(JSON.stringify(nodeAt(index)))
    for (const one of edgesAt(index)) edges.push(JSON.stringify(one))
  }
  await pause()
  const base = `{"schemaVersion":1,"name":"large-example","nodes":[${nodes.join()}],"edges":[${edges.join()}]}`
  return { artifactId: 'large-example', casId: 'large-example', base, patches: patchesOfExample(), head: 'large-example' }
}
