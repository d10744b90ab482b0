/** Workloads that begin with bytes: base and patches come from outside. */

import type { Materializer } from '@aob/materializer'
import { type Contestant, interleave } from '../interleave.ts'
import type { Result } from '../report.ts'
import { patchesFor, workflow } from '../workflow-fixture.ts'
import { comparisons } from './comparisons.ts'
import { encode, objectFromBytes, PEERS, parse } from './peers.ts'

/** Cloning 5,000 nodes for each of 1,000 patches takes half a minute a round: clones are measured up to this product. */
const MAX_CLONED_NODE_PATCHES = 500_000
const BUDGET_MS = 1_500
/** A hundred nodes of the fixture: ten columns and ten rows. */
const VIEWPORT = { left: 0, top: 0, right: 9 * 220, bottom: 9 * 120 }

const OURS = ['trusted', 'trusted, read in place', 'untrusted', 'untrusted, read in place'] as const

/** Base bytes and patch bytes in, document bytes out. */
export function bytesToBytes(core: Materializer, nodes: number, count: number): Result[] {
  const base = encode(workflow(nodes))
  const patches = patchesFor(nodes, count).map(encode)
  const expected = core.materialize(base, patches, { trusted: true })
  const peers: Contestant[] = Object.entries(PEERS)
    .filter(([name]) => name !== 'fast-json-patch clone per patch' || nodes * count <= MAX_CLONED_NODE_PATCHES)
    .map(([name, apply]) => ({ name, run: () => encode(objectFromBytes(base, patches, apply)) }))
  peers.push({ name: 'fast-json-patch one clone', run: () => encode(objectFromBytes(base, patches, PEERS['fast-json-patch mutate'], true)) })
  // Equal by value is what counts: the order of keys is each program's own.
  const canonical = textOf(core.canonical(expected))
  for (const { name, run } of peers) {
    if (textOf(core.canonical(run() as Uint8Array)) !== canonical) throw new Error(`${name} disagrees on ${nodes} x ${count}`)
  }
  const contestants: Contestant[] = [
    ...OURS.map((name) => ({ name, run: ourWay(core, name, base, patches) })),
    ...peers,
    { name: 'memcpy of the result', run: () => expected.slice() },
  ]
  const timing = interleave(contestants, { budgetMs: BUDGET_MS })
  const workload = `${nodes} nodes x ${count} patches`
  return OURS.flatMap((ours) => comparisons({ name: `bytes to bytes, ${ours}`, workload, unit: 'ms', ours, timing, not: OURS }))
}

/** Read in place: as the product does, which hashes, parses or forwards the bytes where they lie. Else the caller gets bytes of its own. */
function ourWay(core: Materializer, name: (typeof OURS)[number], base: Uint8Array, patches: readonly Uint8Array[]): () => unknown {
  const trust = { trusted: name.startsWith('trusted') }
  if (!name.endsWith('in place')) return () => core.materialize(base, patches, trust)
  return () => core.materializeInPlace(base, patches, (bytes) => bytes[bytes.length >> 1], trust)
}

/** Bytes in, the whole document as an object out; and only the nodes that a screen shows. */
export function bytesToObjects(core: Materializer, nodes: number, count: number): Result[] {
  const base = encode(workflow(nodes))
  const patches = patchesFor(nodes, count).map(encode)
  const mutate = PEERS['fast-json-patch mutate']
  const workload = `${nodes} nodes x ${count} patches`
  const whole = interleave(
    [
      { name: 'ours', run: () => core.materializeInPlace(base, patches, parse, { trusted: true }) },
      { name: 'fast-json-patch mutate', run: () => objectFromBytes(base, patches, mutate) },
    ],
    { budgetMs: BUDGET_MS },
  )
  const visible = interleave(
    [
      { name: 'ours', run: () => core.materializeViewport(base, patches, VIEWPORT, { trusted: true }) },
      { name: 'fast-json-patch mutate', run: () => visibleNodes(objectFromBytes(base, patches, mutate)) },
    ],
    { budgetMs: BUDGET_MS },
  )
  return [
    ...comparisons({ name: 'bytes to the whole object', workload, unit: 'ms', ours: 'ours', timing: whole }),
    ...comparisons({ name: 'bytes to a viewport of about 100 nodes', workload, unit: 'ms', ours: 'ours', timing: visible }),
  ]
}

function visibleNodes(document: unknown): unknown[] {
  const { nodes } = document as { nodes: Array<{ position: { x: number; y: number } }> }
  const { left, top, right, bottom } = VIEWPORT
  return nodes.filter(({ position: { x, y } }) => x >= left && x <= right && y >= top && y <= bottom)
}

function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes)
}
