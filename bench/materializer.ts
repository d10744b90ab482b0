/** The WASM core against libraries of JavaScript and against copying memory. See README.md for how to read it. */

import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { compileMaterializer } from '@aob/materializer/node'
import { buildMaterializer } from '../packages/materializer-wasm/scripts/build.mjs'
import { bytesToBytes, bytesToObjects } from './materializer/bytes.ts'
import { appendOne, stepOnce } from './materializer/resident.ts'
import { type Result, report } from './report.ts'

const NODES = [50, 500, 5_000]
/** Patches a history mostly has; and on large documents none to speak of, many, and more than most workflows ever get. */
const USUAL_CHAIN = 100
const OTHER_CHAINS = [10, 1_000, 10_000]

await buildMaterializer()
const make = await compileMaterializer()
const results: Result[] = [
  ...NODES.flatMap((nodes) => bytesToBytes(make(), nodes, USUAL_CHAIN)),
  ...OTHER_CHAINS.flatMap((patches) => bytesToBytes(make(), 5_000, patches)),
  ...NODES.flatMap((nodes) => bytesToObjects(make(), nodes, 100)),
  ...NODES.flatMap((nodes) => appendOne(make(), nodes)),
  ...NODES.flatMap((nodes) => stepOnce(make(), nodes)),
  ...['materializer', 'materializer.plain', 'analysis', 'analysis.plain'].map(moduleSize),
]
report('materializer', results)

function moduleSize(module: string): Result {
  const bytes = readFileSync(new URL(`../packages/materializer-wasm/build/${module}.wasm`, import.meta.url))
  return { name: 'module size', workload: `${module}, gzip`, value: gzipSync(bytes, { level: 9 }).length, unit: 'bytes', peer: 'none', ratio: null }
}
