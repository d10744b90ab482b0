import type { AddressInfo } from 'node:net'
import { createSessionMemory } from '../../apps/server/src/adapters/memory/session-memory.ts'
import { createHttpServer } from '../../apps/server/src/gateway/http-server.ts'
import { createLogger } from '../../apps/server/src/observability/logger.ts'
import { median } from '../interleave.ts'
import type { Result } from '../report.ts'
import { rounded } from './latency.ts'
import type { Stage } from './stage.ts'
import { measuredWorkflow } from './workload.ts'

const ROUNDS = 15
const NODES = 200

/**
 * From the first byte sent to the refusal read, over HTTP; the slowest of each kind is the other figure worth knowing. Beside each round somebody
 * else reads a workflow: how long that takes is what hostile bodies do to neighbours.
 */
export async function refusals({ product, caller }: Stage): Promise<Result[]> {
  const { engine, services } = product
  const document = { ...measuredWorkflow(NODES), name: 'hostile' }
  const { artifactId } = await services.workflows.create(caller, { workflow: document })
  const http = createHttpServer({
    services,
    logger: createLogger('silent'),
    registry: engine.metrics.registry,
    origins: [],
    limits: engine.limits,
    materializer: engine.materializer,
    credentials: { local: caller },
    sessions: createSessionMemory(),
    clock: engine.clock,
  })
  await new Promise<void>((resolve) => http.server.listen(0, '127.0.0.1', resolve))
  const api = `http://127.0.0.1:${(http.server.address() as AddressInfo).port}/api/v1`
  try {
    const results: Result[] = []
    for (const { workload, path, body, contentType } of hostileRequests(artifactId)) {
      const samples: number[] = []
      const beside: number[] = []
      for (let round = 0; round < ROUNDS; round++) {
        const [refused, answered] = await Promise.all([timeRefusal(api + path, body, contentType), timeAnswer(`${api}/workflows/hostile`)])
        samples.push(refused)
        beside.push(answered)
      }
      const figure = (name: string, value: number) =>
        results.push({ name, workload, unit: 'ms', peer: 'target 200 ms', value: rounded(value), ratio: rounded(200 / value) })
      figure('refuse, p50', median(samples))
      figure('refuse, slowest', Math.max(...samples))
      figure('neighbour, p50', median(beside))
      figure('neighbour, slowest', Math.max(...beside))
    }
    return results
  } finally {
    await http.close()
  }
}

async function timeRefusal(url: string, body: string, contentType = 'application/json'): Promise<number> {
  const start = performance.now()
  const answer = await fetch(url, { method: 'POST', headers: { 'content-type': contentType }, body })
  await answer.arrayBuffer()
  if (answer.status < 400) throw new Error(`A hostile patch was answered ${answer.status}.`)
  return performance.now() - start
}

async function timeAnswer(url: string): Promise<number> {
  const start = performance.now()
  const answer = await fetch(url)
  await answer.arrayBuffer()
  if (!answer.ok) throw new Error(`A neighbour was answered ${answer.status}.`)
  return performance.now() - start
}

interface HostileRequest {
  workload: string
  path: string
  body: string
  contentType?: string | undefined
}

function hostileRequests(artifactId: string): HostileRequest[] {
  const patches = hostilePatches().map(([workload, operations, contentType]) => {
    const body = `{"baseVersion":"${artifactId}","operations":${operations}}`
    return { workload, path: '/workflows/hostile/tags/main/patches', body, contentType }
  })
  const names = JSON.stringify(Object.fromEntries(Array.from({ length: 400_000 }, (_, index) => [`k${index}`, 1])))
  const lists = `[${'[],'.repeat(2_600_000)}[]]`
  return [
    ...patches,
    { workload: '4.7 MB, 400,000 names, to runs', path: '/runs', body: names },
    { workload: '7.8 MB, 2,600,000 lists, to workflows', path: '/workflows', body: lists },
  ]
}

function hostilePatches(): [workload: string, operations: string, contentType?: string][] {
  const add = (path: string, value: unknown) => ({ op: 'add', path, value })
  const copies = Array.from({ length: 200 }, () => ({ op: 'copy', from: '/nodes/1/config', path: '/nodes/1/config/bomb' }))
  return [
    ['10 MB', JSON.stringify([add('/description', 'x'.repeat(10_000_000))])],
    ['3 MB patch', JSON.stringify([add('/description', 'x'.repeat(3_000_000))])],
    [
      '10,000 operations, the last fails',
      JSON.stringify([...Array.from({ length: 9_999 }, () => add('/nodes/0/name', 'x')), { op: 'remove', path: '/nodes/0/nothing' }]),
    ],
    ['10,000 operations that are none', JSON.stringify(Array.from({ length: 10_000 }, () => ({ op: 'x', y: 1 })))],
    ['100,000 operations that are none', JSON.stringify(Array.from({ length: 100_000 }, () => ({})))],
    ['copy bomb', JSON.stringify([add('/nodes/1/config/bomb', 'x'.repeat(100_000)), ...copies])],
    ['nesting of 100,000', `[{"op":"add","path":"/description","value":${'['.repeat(100_000)}1${']'.repeat(100_000)}}]`],
    ['prototype path', JSON.stringify([add('/nodes/0/__proto__/polluted', true)])],
    ['wrong content type', JSON.stringify([add('/description', 'x')]), 'text/plain'],
  ]
}
