import type { AddressInfo } from 'node:net'
import { createHttpServer } from '../../apps/server/src/gateway/http-server.ts'
import { createLogger } from '../../apps/server/src/observability/logger.ts'
import { median } from '../interleave.ts'
import type { Result } from '../report.ts'
import { rounded } from './latency.ts'
import type { Stage } from './stage.ts'
import { measuredWorkflow } from './workload.ts'

const ROUNDS = 15
const NODES = 200

/** From the first byte sent to the refusal read, over HTTP; the slowest of each kind is the other figure worth knowing. */
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
  })
  await new Promise<void>((resolve) => http.server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(http.server.address() as AddressInfo).port}/api/v1/workflows/hostile/tags/main/patches`
  try {
    const results: Result[] = []
    for (const [workload, operations, contentType] of hostilePatches()) {
      const body = `{"baseVersion":"${artifactId}","operations":${operations}}`
      const samples: number[] = []
      for (let round = 0; round < ROUNDS; round++) samples.push(await timeRefusal(url, body, contentType))
      const about = { workload, unit: 'ms' as const, peer: 'target 200 ms', ratio: rounded(200 / median(samples)) }
      results.push({ name: 'refuse, p50', ...about, value: rounded(median(samples)) })
      results.push({ name: 'refuse, slowest', ...about, value: rounded(Math.max(...samples)), ratio: rounded(200 / Math.max(...samples)) })
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
