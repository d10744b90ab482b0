/** What a hop costs in a chain of cheap nodes: every node by a token, continued inline, and fused into segments. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { RunEvent, Workflow } from '@aob/schemas'
import { compose, LOCAL_CALLER, type Product } from '../apps/server/src/compose.ts'
import { readConfig } from '../apps/server/src/config.ts'
import { readAll } from '../apps/server/src/coordinator/read-all.ts'
import { createLogger } from '../apps/server/src/observability/logger.ts'
import { openRedis } from './inline/own-redis.ts'
import { median, spread } from './interleave.ts'
import { databaseServer, freshDatabase } from './patches/stage.ts'
import { type Result, report } from './report.ts'

const NODES = 14
const HOP_ROUNDS = 12
const RATE_ROUNDS = 4
const WARM_UP = 1
/** Runs under way at the same time, for the rate. */
const RUNS = 5
const LONGEST_MS = 120_000

const VARIANTS = [
  { name: 'tokens', env: { AOB_LIMIT_MAX_INLINE_NODES: '1' } },
  { name: 'inline', env: { AOB_LIMIT_MAX_INLINE_NODES: '16', AOB_LIMIT_MAX_FUSED_NODES: '1' } },
  { name: 'fused', env: { AOB_LIMIT_MAX_INLINE_NODES: '16', AOB_LIMIT_MAX_FUSED_NODES: '8' } },
] as const
const PEER = 'a token for every node'

const ids = Array.from({ length: NODES }, (_, index) => `n${index + 1}`)
const CHAIN: Workflow = {
  schemaVersion: 1,
  name: 'chain',
  nodes: ids.map((id, index) => ({ id, type: 'conditional', config: { condition: 'true' }, position: { x: index * 300, y: 0 } })),
  edges: ids.slice(1).map((id, index) => ({ id: `e${index}`, from: ids[index] ?? '', fromPort: 'true', to: id })),
}

/** Runs the chain to its recorded end; its events. */
async function play({ services, engine }: Product): Promise<RunEvent[]> {
  const { runId } = await services.runs.start(LOCAL_CALLER, { workflow: CHAIN, inputs: {} })
  const end = performance.now() + LONGEST_MS
  for (;;) {
    const { run } = await services.runs.get(LOCAL_CALLER, runId)
    if (run.status === 'COMPLETED') return readAll(engine.log, runId)
    if (run.status !== 'RUNNING' || performance.now() > end) throw new Error(`The run is ${run.status}.`)
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
}

/** Milliseconds between the start of the first node and the end of the run, by hop, as the log tells them. */
async function hop(product: Product): Promise<number> {
  const events = await play(product)
  const began = events.find(({ type }) => type === 'node.started')?.at ?? Number.NaN
  return ((events.at(-1)?.at ?? Number.NaN) - began) / (NODES - 1)
}

/** Nodes a second, from the first start to the last recorded end. */
async function rate(product: Product): Promise<number> {
  const began = performance.now()
  await Promise.all(Array.from({ length: RUNS }, () => play(product)))
  return (RUNS * NODES * 1000) / (performance.now() - began)
}

/** One sample of each product in turns, the order rotating. */
async function inTurns(products: readonly Product[], rounds: number, sample: (product: Product) => Promise<number>): Promise<number[][]> {
  const samples: number[][] = products.map(() => [])
  for (let round = -WARM_UP; round < rounds; round += 1) {
    for (const offset of products.keys()) {
      const at = (offset + round + WARM_UP) % products.length
      const product = products[at]
      const value = product && (await sample(product))
      if (value !== undefined && round >= 0) samples[at]?.push(value)
    }
  }
  return samples
}

async function measured(products: readonly Product[]): Promise<Result[]> {
  const workload = `chain of ${NODES} conditions`
  const hops = await inTurns(products, HOP_ROUNDS, hop)
  const rates = await inTurns(products, RATE_ROUNDS, rate)
  const [tokenHops = [], tokenRates = []] = [hops[0], rates[0]]
  const results = VARIANTS.map(({ name }, at): Result[] => {
    const [own = [], ownRates = []] = [hops[at], rates[at]]
    const peer = at === 0 ? 'none' : PEER
    const ratios = at === 0 ? [null, null] : [median(tokenHops) / median(own), median(ownRates) / median(tokenRates)]
    return [
      {
        name: `a hop, ${name}`,
        workload,
        value: rounded(median(own)),
        unit: 'ms',
        peer,
        ratio: roundedRatio(ratios[0]),
        ...(at > 0 ? { spread: spread(own, tokenHops) } : {}),
      },
      {
        name: `nodes, ${name}`,
        workload: `${RUNS} such runs at a time`,
        value: rounded(median(ownRates)),
        unit: '1/s',
        peer,
        ratio: roundedRatio(ratios[1]),
        ...(at > 0 ? { spread: spread(tokenRates, ownRates) } : {}),
      },
    ]
  })
  return results.flat()
}

const rounded = (value: number) => Number(value.toPrecision(3))
const roundedRatio = (value: number | null | undefined) => (value === null || value === undefined ? null : rounded(value))

const dataDir = mkdtempSync(path.join(tmpdir(), 'aob-bench-'))
const [database, redis] = [await databaseServer(dataDir), await openRedis(dataDir)]
const products = await Promise.all(
  VARIANTS.map(async ({ name, env }) => {
    const own = { DATABASE_URL: await freshDatabase(database.url), REDIS_URL: redis.url, AOB_REDIS_PREFIX: `${name}:`, AOB_DATA_DIR: path.join(dataDir, name) }
    return compose(readConfig({ ...own, ...env }), { version: 'bench', logger: createLogger('silent') })
  }),
)
const loops = products.map((product) => product.start())
const close = async () => {
  for (const loop of loops) await loop.stop()
  for (const product of products) await product.close()
  await redis.stop()
  await database.stop()
  rmSync(dataDir, { recursive: true, force: true })
}

report('inline', await measured(products).finally(close))
