/**
 * `npm run chaos -- --kills 100 --seed 1`: the product's processes on stores of their own, workflows of several shapes against a sink that
 * honours idempotency keys, and one fault after another. Ends with one line; exit code 1 when a promise was broken.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createClient } from './client.mjs'
import { startCluster } from './cluster.mjs'
import { drawFault } from './faults.mjs'
import { violationsOf } from './judge.mjs'
import { liveThrough, publish } from './life-of-run.mjs'
import { seededRandom } from './random.mjs'
import { SHAPES } from './shapes.mjs'
import { startSink } from './sink.mjs'

/** Runs under way while faults strike. */
const RUNS_AT_ONCE = 10
/** How often the next fault does not wait until a run started with this one has ended, but strikes into the recovery. */
const IMPATIENCE = 0.25
const SHORTEST_CALM_MS = 300
const LONGEST_CALM_MS = 4000

/**
 * @param {{ root: string, kills: number, seed: number, modes: readonly ('fast' | 'full')[], verbose: boolean, keep: boolean, record?: string }} options
 * @returns {Promise<boolean>} whether every promise was kept
 */
export async function chaos({ root, kills, seed, modes, verbose, keep, record }) {
  const dataDir = mkdtempSync(path.join(os.tmpdir(), 'aob-chaos-'))
  const say = verbose ? (line) => console.log(`${(performance.now() / 1000).toFixed(1).padStart(7)} ${line}`) : () => undefined
  const random = seededRandom(seed)
  const sink = await startSink()
  const cluster = await startCluster({ root, dataDir, sink, random: seededRandom(seed + 1) })
  const stopEarly = async () => {
    await cluster.stop()
    process.exit(130)
  }
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, stopEarly)
  const began = performance.now()
  try {
    const client = createClient(cluster.urls)
    await publish(client, SHAPES)
    const load = startLoad({ client, random: seededRandom(seed + 2), modes })
    const struck = await strikeAgain({ scene: { cluster, sink, random }, client, kills, say })
    say('no more faults; what is under way has to end')
    const lives = [...(await load.finish()), ...struck.probes.map(({ life }) => life)]
    const violations = lives.flatMap((life) => violationsOf(life, sink))
    for (const sentence of violations) console.log(`violation: ${sentence}`)
    const result = summary({
      seed,
      kills,
      lives,
      violations,
      sink,
      recoveries: struck.probes.map(({ ms }) => ms),
      faults: struck.counts,
      tookMs: performance.now() - began,
    })
    if (record) writeFileSync(record, `${JSON.stringify(result, null, 2)}\n`)
    console.log(lineOf(result))
    if (violations.length > 0) console.log(`The logs of the processes are kept in ${dataDir}.`)
    else if (!keep) await cluster.stop().then(() => rmSync(dataDir, { recursive: true, force: true }))
    return violations.length === 0
  } finally {
    await cluster.stop()
    await sink.close()
  }
}

/** Keeps a number of runs under way, of shapes drawn in turn. */
function startLoad({ client, random, modes }) {
  let open = true
  let count = 0
  const lanes = Array.from({ length: RUNS_AT_ONCE }, async () => {
    const lives = []
    while (open) {
      count += 1
      lives.push(await liveThrough(client, random.pick(SHAPES), { mark: `r${count}`, mode: random.pick(modes) }))
    }
    return lives
  })
  return {
    async finish() {
      open = false
      return (await Promise.all(lanes)).flat()
    },
  }
}

/** One fault after another; recovery is measured by a run that is asked for the moment the fault strikes. */
async function strikeAgain({ scene, client, kills, say }) {
  const counts = {}
  const probes = []
  // The first fault meets a product at work.
  probes.push(await probe(client, 'before'))
  probes.length = 0
  for (let kill = 1; kill <= kills; kill += 1) {
    const fault = drawFault(scene.random)
    counts[fault.name] = (counts[fault.name] ?? 0) + 1
    say(`${kill}/${kills} ${fault.name}`)
    const striking = fault.strike(scene)
    const recovering = probe(client, `k${kill}`)
    void recovering.then(({ ms }) => say(`  recovered from ${kill} (${fault.name}) in ${(ms / 1000).toFixed(1)} s`))
    probes.push(recovering)
    const calm = sleep(scene.random.between(SHORTEST_CALM_MS, LONGEST_CALM_MS))
    await Promise.all([striking, calm, ...(scene.random.chance(IMPATIENCE) ? [] : [recovering])])
  }
  return { counts, probes: await Promise.all(probes) }
}

async function probe(client, mark) {
  const began = performance.now()
  const life = await liveThrough(client, SHAPES[0], { mark: `probe-${mark}`, mode: 'full' })
  return { life, ms: performance.now() - began }
}

function summary({ seed, kills, lives, violations, sink, recoveries, faults, tookMs }) {
  const { arrivals, effects } = sink.totals()
  const sorted = [...recoveries].sort((a, b) => a - b)
  const quantile = (share) => Math.round(sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? 0)
  return {
    seed,
    kills,
    runs: lives.length,
    events: lives.reduce((sum, { events }) => sum + events.length, 0),
    effects,
    duplicates: arrivals - effects,
    held: lives.filter(({ held }) => held.length > 0).length,
    violations: violations.length,
    recoveryMs: { p50: quantile(0.5), p95: quantile(0.95), most: quantile(1) },
    seconds: Math.round(tookMs / 1000),
    faults,
  }
}

function lineOf({ seed, kills, runs, effects, duplicates, held, violations, recoveryMs, seconds }) {
  return `chaos seed ${seed}: ${kills} kills, ${runs} runs, ${effects} effects, ${duplicates} duplicates arrived, ${held} held for a person, violations: ${violations}, recovery p95 ${(recoveryMs.p95 / 1000).toFixed(1)} s (${seconds} s)`
}
