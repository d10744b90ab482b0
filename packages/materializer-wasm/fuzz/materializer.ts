/**
 * Differential fuzz of all builds against fast-json-patch, and faults planted in copies of the core that it has to find.
 *
 *     npm run --silent fuzz -- materializer                 20,000 patches
 *     npm run --silent fuzz -- materializer --long          2,000,000 patches and the planted faults; renews results.json
 *     npm run --silent fuzz -- materializer --faults        the planted faults alone; renews them in results.json
 *     npm run --silent fuzz -- materializer --seed 7        from that seed
 */

import { spawn } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { cpus, loadavg } from 'node:os'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { hashSources } from '../scripts/build.mjs'
import { Disagreement, differentialRound } from '../src/test-support/differential-round.ts'
import { VARIANTS, variantFactory } from '../src/test-support/variants.ts'
import { type FoundFault, findPlantedFaults, NO_FAULT } from './planted-faults.ts'

const LONG_PATCHES = 2_000_000
const SHORT_PATCHES = 20_000
/** A long run says on stderr how far it is. */
const PROGRESS_ROUNDS = 5_000

/** What one process did: seeds `first`, `first + stride`, … */
interface Share {
  rounds: number
  patches: number
  refused: number
  disagreement?: string
}

const { values: options } = parseArgs({
  options: {
    long: { type: 'boolean' },
    faults: { type: 'boolean' },
    seed: { type: 'string' },
    patches: { type: 'string' },
    stride: { type: 'string' },
    share: { type: 'boolean' },
  },
})
const firstSeed = Number(options.seed ?? (Date.now() % 1_000_000) + 1)
const patches = Number(options.patches ?? (options.long ? LONG_PATCHES : SHORT_PATCHES))

if (options.share) console.log(JSON.stringify(await fuzzShare(firstSeed, Number(options.stride ?? 1), patches)))
else process.exitCode = options.faults ? await faultsAlone() : await fuzzWhole()

/** Every fault must be found, and the copy in which nothing is wrong must pass. */
function isSound(faults: readonly FoundFault[]): boolean {
  return faults.every(({ name, foundAfterPatches }) => (foundAfterPatches === null) === (name === NO_FAULT))
}

async function faultsAlone(): Promise<number> {
  const plantedFaults = await findPlantedFaults()
  const file = new URL('results.json', import.meta.url)
  const recorded: object = JSON.parse(readFileSync(file, 'utf8'))
  const faultSources = await hashSources()
  writeFileSync(file, `${JSON.stringify({ ...recorded, plantedFaults, faultSources }, null, 2)}\n`)
  console.log(JSON.stringify({ suite: 'materializer', plantedFaults, faultSources }))
  return isSound(plantedFaults) ? 0 : 1
}

async function fuzzWhole(): Promise<number> {
  const start = performance.now()
  const processes = options.long ? Math.max(1, cpus().length) : 1
  // Built once, before the shares look for it.
  await variantFactory('materializer')
  const shares = await Promise.all(Array.from({ length: processes }, (_, index) => inProcess(firstSeed + index, processes, Math.ceil(patches / processes))))
  const total = shares.reduce((sum, share) => ({
    rounds: sum.rounds + share.rounds,
    patches: sum.patches + share.patches,
    refused: sum.refused + share.refused,
  }))
  const disagreements = shares.flatMap(({ disagreement }) => (disagreement === undefined ? [] : [disagreement]))
  if (disagreements.length > 0) console.error(disagreements.join('\n'))
  const faults = options.long ? await findPlantedFaults() : []
  const result = {
    suite: 'materializer',
    builds: VARIANTS,
    oracle: 'fast-json-patch',
    firstSeed,
    rounds: total.rounds,
    patches: total.patches,
    refusedByAll: total.refused,
    disagreements,
    plantedFaults: faults,
    seconds: Math.round((performance.now() - start) / 1000),
    machine: `${cpus().length} x ${cpus()[0]?.model.trim() ?? 'unknown'}, Node ${process.version}, load ${(loadavg()[0] ?? 0).toFixed(1)}`,
    sources: await hashSources(),
    faultSources: await hashSources(),
    measuredAt: new Date().toISOString().slice(0, 10),
  }
  console.log(JSON.stringify(result))
  if (options.long) writeFileSync(new URL('results.json', import.meta.url), `${JSON.stringify(result, null, 2)}\n`)
  return disagreements.length > 0 || !isSound(faults) ? 1 : 0
}

async function fuzzShare(first: number, stride: number, wanted: number): Promise<Share> {
  const builds = []
  for (const variant of VARIANTS) builds.push((await variantFactory(variant))())
  const share: Share = { rounds: 0, patches: 0, refused: 0 }
  for (let seed = first; share.patches < wanted; seed += stride) {
    try {
      const { judged, refused } = differentialRound(seed, builds)
      share.rounds++
      share.patches += judged
      share.refused += refused
      if (share.rounds % PROGRESS_ROUNDS === 0) console.error(`${share.patches} of ${wanted} patches, at seed ${seed}`)
    } catch (error) {
      // An error of any other kind is a finding too, and worth nothing without its seed.
      const told = error instanceof Disagreement || !(error instanceof Error) ? String(error) : error.stack
      return { ...share, disagreement: `seed ${seed}: ${told}` }
    }
  }
  return share
}

function inProcess(seed: number, stride: number, wanted: number): Promise<Share> {
  const parameters = ['--share', '--seed', `${seed}`, '--stride', `${stride}`, '--patches', `${wanted}`]
  const child = spawn(process.execPath, ['--import', 'tsx', fileURLToPath(import.meta.url), ...parameters], { stdio: ['ignore', 'pipe', 'inherit'] })
  return new Promise((resolve, reject) => {
    let output = ''
    child.stdout.on('data', (chunk) => {
      output += chunk
    })
    child.on('error', reject)
    child.on('close', (code) => (code === 0 ? resolve(JSON.parse(output)) : reject(new Error(`a share of the fuzz ended with ${code}`))))
  })
}
