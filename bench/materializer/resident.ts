/** Workloads on a document that is there already. */

import { applyDelta, type Materializer } from '@aob/materializer'
import type { Operation } from '@aob/schemas'
import fastJsonPatch from 'fast-json-patch'
import { immutableJSONPatch, type JSONPatchDocument, revertJSONPatch } from 'immutable-json-patch'
import { type Contestant, interleave } from '../interleave.ts'
import type { Result } from '../report.ts'
import { patchesFor, workflow } from '../workflow-fixture.ts'
import { comparisons } from './comparisons.ts'
import { encode, objectFromBytes, PEERS, parse } from './peers.ts'

const BUDGET_MS = 1_500
const PATCHES = 100

/** One patch onto a resident document, and what it changed told to the page. */
export function appendOne(core: Materializer, nodes: number): Result[] {
  const base = encode(workflow(nodes))
  const operations: Operation[] = [{ op: 'add', path: `/nodes/${nodes >> 1}/position`, value: { x: 5, y: 7 } }]
  const patch = encode(operations)
  core.load(base, { trusted: true })
  let version = 0
  const append = () => {
    // From the same version each time, so that the log stays short.
    if (version > 500) {
      core.seek(0)
      version = 0
    }
    version = core.append(patch, { trusted: true })
    return core.delta(version - 1, version)
  }
  let page = parse(base)
  const resident = parse(base)
  const inHand = () => parse(patch) as Operation[]
  const contestants: Contestant[] = [
    { name: 'ours', run: append },
    {
      name: 'ours, into a plain object',
      run: () => {
        page = applyDelta(page, append())
        return page
      },
    },
    { name: 'fast-json-patch clone and post', run: () => structuredClone(PEERS['fast-json-patch clone per patch'](resident, inHand())) },
    { name: 'fast-json-patch in place, telling nobody', run: () => fastJsonPatch.applyPatch(resident, inHand(), false, true).newDocument },
    { name: 'immutable-json-patch, copy on write', run: () => PEERS['immutable-json-patch'](resident, inHand()) },
  ]
  const timing = interleave(contestants, { budgetMs: BUDGET_MS })
  return comparisons({ name: 'append one patch, with delta', workload: `${nodes} nodes resident`, unit: 'µs', ours: 'ours', timing })
}

/** One step back or forth in a history of 100 patches, and what it changed. */
export function stepOnce(core: Materializer, nodes: number): Result[] {
  const base = encode(workflow(nodes))
  const operations = patchesFor(nodes, PATCHES)
  const patches = operations.map(encode)
  core.load(base, { trusted: true })
  for (const patch of patches) core.append(patch, { trusted: true })
  const contestants: Contestant[] = [
    { name: 'ours', run: pendulum((from, to) => core.delta(from, to)) },
    { name: 'fast-json-patch from the base', run: () => objectFromBytes(base, patches.slice(0, PATCHES / 2), PEERS['fast-json-patch mutate']) },
    { name: 'inverse operations, copy on write', run: smartJavaScript(parse(base), operations) },
  ]
  const timing = interleave(contestants, { budgetMs: BUDGET_MS })
  return comparisons({ name: 'one step in history, with delta', workload: `${nodes} nodes, ${PATCHES} patches`, unit: 'µs', ours: 'ours', timing })
}

/** Steps from the newest version to the base and back again. */
function pendulum(step: (from: number, to: number) => unknown): () => unknown {
  let at = PATCHES
  let direction = -1
  return () => {
    if (at === 0 || at === PATCHES) direction = at === 0 ? 1 : -1
    at += direction
    return step(at - direction, at)
  }
}

/** The best that plain objects allow: patches and their inverses at hand, sharing what does not change. It gives no delta. */
function smartJavaScript(base: unknown, operations: readonly Operation[][]): () => unknown {
  let document = base
  const inverses: JSONPatchDocument[] = []
  for (const patch of operations as readonly JSONPatchDocument[]) {
    inverses.push(revertJSONPatch(document, patch))
    document = immutableJSONPatch(document, patch)
  }
  return pendulum((from, to) => {
    const patch = to < from ? inverses[to] : (operations[from] as JSONPatchDocument | undefined)
    document = immutableJSONPatch(document, patch ?? [])
    return document
  })
}
