/** Several processes at one work: who does what once, what a deploy costs, what memory stays, and how much more of them do. */
import type { Workflow, WorkflowNode } from '@aob/schemas'
import { Client } from './processes/client.ts'
import { install, type Server } from './processes/servers.ts'
import { callable, startService } from './processes/service.ts'
import { type Result, report } from './report.ts'

const SHARED_RUNS = 1000
const ROLLED_RUNS = 600
const MEMORY_RUNS = 10_000
/** Runs after which caches are full and code is compiled. */
const WARM_UP_RUNS = 2000
const WIDTH = 24
const SLEEP_MS = 250
const SLEEPS = 96
const WORKERS = 8
const MEGABYTE = 1e6

const position = { x: 0, y: 0 }
const call = (id: string): WorkflowNode => ({ id, type: 'http', config: { method: 'POST', url: `{{ vars.service }}/${id}`, body: {} }, position })
const edge = (from: string, to: string) => ({ id: `${from}-${to}`, from, to })
const DIAMOND: Workflow = {
  schemaVersion: 1,
  name: 'diamond',
  nodes: ['a', 'b', 'c', 'd'].map(call),
  edges: [edge('a', 'b'), edge('a', 'c'), edge('b', 'd'), edge('c', 'd')],
}
const ONE_CALL: Workflow = { schemaVersion: 1, name: 'one call', nodes: [call('only')], edges: [] }
const CHAIN: Workflow = {
  schemaVersion: 1,
  name: 'chain',
  nodes: ['a', 'b', 'c'].map((id) => ({ id, type: 'conditional', config: { condition: 'true' }, position })),
  edges: [
    { ...edge('a', 'b'), fromPort: 'true' },
    { ...edge('b', 'c'), fromPort: 'true' },
  ],
}

interface Launcher {
  setUp(root: string, say: (line: string) => void): Promise<void>
}
// The launcher is plain JavaScript.
const { setUp } = (await import(new URL('../scripts/launch/setup.mjs', import.meta.url).href)) as Launcher
await setUp(new URL('..', import.meta.url).pathname, (line) => console.error(line))

report('processes', [...(await shared()), ...(await rolled()), ...(await memory()), ...(await scaled())])

function plain(name: string, workload: string, value: number, unit: Result['unit']): Result {
  return { name, workload, value, unit, peer: 'none', ratio: null }
}

/** Three servers share the work of many runs: no node is executed twice. */
async function shared(): Promise<Result[]> {
  const service = await startService(0)
  const installation = await install(callable(service))
  try {
    const servers = [await installation.start('all'), await installation.start('all'), await installation.start('all')]
    const client = new Client(() => servers.map(({ url }) => url))
    const began = performance.now()
    const ends = await client.playMany(SHARED_RUNS, WIDTH, DIAMOND, 'shared')
    const seconds = (performance.now() - began) / 1000
    const workload = `${SHARED_RUNS} runs of ${DIAMOND.nodes.length} calls, three servers`
    return [
      plain('runs that did not complete', workload, SHARED_RUNS - (ends.get('COMPLETED') ?? 0), 'runs'),
      plain('nodes executed twice', workload, service.repeated(), 'nodes'),
      plain('runs', workload, round(SHARED_RUNS / seconds), '1/s'),
    ]
  } finally {
    await installation.close()
    await service.close()
  }
}

/** Every server is stopped and replaced, one after the other, while runs go on. */
async function rolled(): Promise<Result[]> {
  const service = await startService(20)
  const installation = await install(callable(service))
  try {
    const servers: Server[] = [await installation.start('all'), await installation.start('all'), await installation.start('all')]
    const client = new Client(() => servers.map(({ url }) => url))
    const playing = client.playMany(ROLLED_RUNS, WIDTH, DIAMOND, 'rolled')
    let replaced = 0
    for (const [at, share] of [0.15, 0.4, 0.65].entries()) {
      while (service.calls() < ROLLED_RUNS * DIAMOND.nodes.length * share) await new Promise((resolve) => setTimeout(resolve, 20))
      const next = await installation.start('all')
      await servers[at]?.stop()
      servers[at] = next
      replaced += 1
    }
    const ends = await playing
    const workload = `${ROLLED_RUNS} runs of ${DIAMOND.nodes.length} calls, ${replaced} servers replaced meanwhile`
    return [
      plain('runs that did not complete', workload, ROLLED_RUNS - (ends.get('COMPLETED') ?? 0), 'runs'),
      plain('nodes executed twice', workload, service.repeated(), 'nodes'),
      plain('requests sent again', workload, client.again, 'requests'),
    ]
  } finally {
    await installation.close()
    await service.close()
  }
}

/** Resident memory of a server before and after many runs. */
async function memory(): Promise<Result[]> {
  const installation = await install({})
  try {
    const server = await installation.start('all')
    const client = new Client(() => [server.url])
    const highest = async (count: number, name: string) => {
      let most = 0
      const watch = setInterval(() => {
        most = Math.max(most, server.residentBytes())
      }, 250)
      await client.playMany(count, WIDTH, CHAIN, name).finally(() => clearInterval(watch))
      return most
    }
    await highest(WARM_UP_RUNS, 'warm-up')
    const before = await highest(WARM_UP_RUNS, 'before')
    await highest(MEMORY_RUNS, 'many')
    const after = await highest(WARM_UP_RUNS, 'after')
    const workload = `${MEMORY_RUNS} runs of ${CHAIN.nodes.length} conditions, one server`
    return [
      plain('resident memory before, at most', workload, round(before / MEGABYTE), 'MB'),
      plain('resident memory grown by', workload, round((after / before - 1) * 100), 'percent'),
    ]
  } finally {
    await installation.close()
  }
}

/** Executors of one slot each on work that waits: eight beside one. */
async function scaled(): Promise<Result[]> {
  const one = await sleeps(1)
  const many = await sleeps(WORKERS)
  const workload = `calls of ${SLEEP_MS} ms, one slot an executor`
  return [
    plain('calls, one executor', workload, round(one), '1/s'),
    { name: `calls, ${WORKERS} executors`, workload, value: round(many), unit: '1/s', peer: 'one executor', ratio: round(many / one) },
  ]
}

async function sleeps(workers: number): Promise<number> {
  const service = await startService(SLEEP_MS)
  const installation = await install({ ...callable(service), AOB_TASK_CONCURRENCY: '1' })
  try {
    const front = await installation.start('api,coordinator')
    await Promise.all(Array.from({ length: workers }, () => installation.start('executor')))
    const client = new Client(() => [front.url])
    await client.playMany(workers, workers, ONE_CALL, 'warm-up')
    const count = workers === 1 ? SLEEPS / 4 : SLEEPS
    const began = performance.now()
    await client.playMany(count, 2 * workers, ONE_CALL, 'sleeps')
    return (count * 1000) / (performance.now() - began)
  } finally {
    await installation.close()
    await service.close()
  }
}

function round(value: number): number {
  return Number(value.toPrecision(3))
}
