/** The WASM core against libraries of JavaScript and against copying memory. See README.md for how to read it. */

import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { compileMaterializer } from '@aob/materializer/node'
import { buildMaterializer } from '../packages/materializer-wasm/scripts/build.mjs'
import { bytesToBytes, bytesToObjects } from './materializer/bytes.ts'
import { appendOne, stepOnce } from './materializer/resident.ts'
import { type Result, report } from './report.ts'

const NODES = [50, 500, 5_000]
const PATCHES = [10, 100, 1_000]
/** A history longer than most workflows ever get. */
const LONG_CHAIN = 10_000

await buildMaterializer()
const make = await compileMaterializer()
const results: Result[] = [
  ...NODES.flatMap((nodes) => PATCHES.flatMap((patches) => bytesToBytes(make(), nodes, patches))),
  ...bytesToBytes(make(), 5_000, LONG_CHAIN),
  ...NODES.flatMap((nodes) => bytesToObjects(make(), nodes, 100)),
  ...NODES.flatMap((nodes) => appendOne(make(), nodes)),
  ...NODES.flatMap((nodes) => stepOnce(make(), nodes)),
  moduleSize(),
]
report('materializer', results)

function moduleSize(): Result {
  const bytes = readFileSync(new URL('../packages/materializer-wasm/build/materializer.wasm', import.meta.url))
  return { name: 'module size', workload: 'gzip', value: gzipSync(bytes, { level: 9 }).length, unit: 'bytes', peer: 'none', ratio: null }
}
