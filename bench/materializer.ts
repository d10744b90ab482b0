/** The WASM core against fast-json-patch and against copying memory, bytes in and bytes out. See README.md for how to read it. */

import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { compileMaterializer } from '@aob/materializer/node'
import type { Operation } from '@aob/schemas'
import fastJsonPatch from 'fast-json-patch'
import { buildMaterializer } from '../packages/materializer-wasm/scripts/build.mjs'
import { type Contestant, interleave } from './interleave.ts'
import { type Result, report } from './report.ts'
import { patchesFor, workflow } from './workflow-fixture.ts'

const NODES = [50, 500, 5_000]
const PATCHES = [10, 100, 1_000]
/** Cloning 5,000 nodes for each of 1,000 patches takes half a minute a round: clones are measured up to this product. */
const MAX_CLONED_NODE_PATCHES = 500_000
const BUDGET_MS = 1_500

const encoder = new TextEncoder()
const decoder = new TextDecoder()
const encode = (value: unknown): Uint8Array => encoder.encode(JSON.stringify(value))

await buildMaterializer()
const make = await compileMaterializer()
const results: Result[] = [
  ...NODES.flatMap((nodes) => PATCHES.flatMap((patches) => bytesToBytes(nodes, patches))),
  ...NODES.flatMap(residentAppend),
  ...NODES.flatMap(historyStep),
  moduleSize(),
]
report('materializer', results)

/** Base bytes and patch bytes in, document bytes out. */
function bytesToBytes(nodes: number, count: number): Result[] {
  const base = encode(workflow(nodes))
  const patches = patchesFor(nodes, count).map(encode)
  const core = make()
  const expected = core.materialize(base, patches, { trusted: true })
  if (decoder.decode(expected) !== decoder.decode(inJavaScript(base, patches, 'mutate'))) throw new Error(`the contestants disagree on ${nodes} x ${count}`)
  const contestants: Contestant[] = [
    { name: 'trusted', run: () => core.materialize(base, patches, { trusted: true }) },
    { name: 'untrusted', run: () => core.materialize(base, patches) },
    { name: 'fast-json-patch mutate', run: () => inJavaScript(base, patches, 'mutate') },
    { name: 'fast-json-patch one clone', run: () => inJavaScript(base, patches, 'clone once') },
    { name: 'memcpy of the result', run: () => expected.slice() },
  ]
  if (nodes * count <= MAX_CLONED_NODE_PATCHES)
    contestants.push({ name: 'fast-json-patch clone per patch', run: () => inJavaScript(base, patches, 'clone each') })
  const { medianMs } = interleave(contestants, { budgetMs: BUDGET_MS })
  const peers = contestants.map(({ name }) => name).filter((name) => name !== 'trusted' && name !== 'untrusted')
  return ['trusted', 'untrusted'].flatMap((ours) =>
    peers.map((peer) => compare(`bytes to bytes, ${ours}`, `${nodes} nodes x ${count} patches`, medianMs, ours, peer, 'ms')),
  )
}

type Manner = 'mutate' | 'clone once' | 'clone each'

/** What a program without the core does with the same bytes. */
function inJavaScript(base: Uint8Array, patches: readonly Uint8Array[], manner: Manner): Uint8Array {
  let document = JSON.parse(decoder.decode(base))
  if (manner === 'clone once') document = fastJsonPatch.deepClone(document)
  for (const bytes of patches) {
    const patch: Operation[] = JSON.parse(decoder.decode(bytes))
    document = fastJsonPatch.applyPatch(document, patch, false, manner !== 'clone each').newDocument
  }
  return encode(document)
}

/** One patch onto a resident document, and what it changed told to the page. */
function residentAppend(nodes: number): Result[] {
  const base = encode(workflow(nodes))
  const operations: Operation[] = [{ op: 'add', path: `/nodes/${nodes >> 1}/position`, value: { x: 5, y: 7 } }]
  const patch = encode(operations)
  const core = make()
  core.load(base, { trusted: true })
  let version = 0
  const resident: unknown = JSON.parse(decoder.decode(base))
  const contestants: Contestant[] = [
    {
      name: 'ours',
      run: () => {
        // From the same version each time, so that the log stays short.
        if (version > 500) {
          core.seek(0)
          version = 0
        }
        version = core.append(patch, { trusted: true })
        return core.delta(version - 1, version)
      },
    },
    { name: 'fast-json-patch clone', run: () => fastJsonPatch.applyPatch(resident, JSON.parse(decoder.decode(patch)), false, false).newDocument },
    {
      name: 'fast-json-patch in place, telling nobody',
      run: () => fastJsonPatch.applyPatch(resident, JSON.parse(decoder.decode(patch)), false, true).newDocument,
    },
  ]
  const { medianMs } = interleave(contestants, { budgetMs: BUDGET_MS })
  return contestants.slice(1).map(({ name }) => compare('append one patch, with delta', `${nodes} nodes resident`, medianMs, 'ours', name, 'µs'))
}

/** One step back or forth in a history of 100 patches, and what it changed. */
function historyStep(nodes: number): Result[] {
  const base = encode(workflow(nodes))
  const patches = patchesFor(nodes, 100).map(encode)
  const core = make()
  core.load(base, { trusted: true })
  for (const patch of patches) core.append(patch, { trusted: true })
  let at = 100
  let direction = -1
  const contestants: Contestant[] = [
    {
      name: 'ours',
      run: () => {
        if (at === 0 || at === 100) direction = at === 0 ? 1 : -1
        at += direction
        return core.delta(at - direction, at)
      },
    },
    { name: 'fast-json-patch from the base', run: () => inJavaScript(base, patches.slice(0, 50), 'mutate') },
  ]
  const { medianMs } = interleave(contestants, { budgetMs: BUDGET_MS })
  return [compare('one step in history, with delta', `${nodes} nodes, 100 patches`, medianMs, 'ours', 'fast-json-patch from the base', 'µs')]
}

function moduleSize(): Result {
  const bytes = readFileSync(new URL('../packages/materializer-wasm/build/materializer.wasm', import.meta.url))
  return { name: 'module size', workload: 'gzip', value: gzipSync(bytes, { level: 9 }).length, unit: 'bytes', peer: 'none', ratio: null }
}

function compare(name: string, workload: string, medianMs: Map<string, number>, ours: string, peer: string, unit: 'ms' | 'µs'): Result {
  const own = medianMs.get(ours) ?? Number.NaN
  const other = medianMs.get(peer) ?? Number.NaN
  return { name, workload, value: round(unit === 'ms' ? own : own * 1000), unit, peer, ratio: round(other / own) }
}

function round(value: number): number {
  return Number(value.toPrecision(4))
}
