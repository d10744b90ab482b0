import { afterEach, describe, expect, it, vi } from 'vitest'
import { closeAll, closeLater, sinkAndProduct } from './testing/engine-fixtures.ts'
import { startTcpProxy } from './testing/tcp-proxy.ts'
import { hotStoresUnderTest } from './testing/test-product.ts'
import { waitUntil } from './testing/wait-until.ts'
import { httpNode, workflow } from './testing/workflows.ts'

afterEach(async () => {
  await closeAll()
  vi.unstubAllEnvs()
})

const RUNS = 8
const OUTAGE_MS = 5000
const ONCE = { retry: { maxAttempts: 1 } }
/** One attempt per node: whoever takes our outage for the node's failure fails the run. */
const LOAD = workflow(
  'load',
  [
    httpNode('first', '{{ vars.sink }}/{{ inputs.run }}/first', 'POST', ONCE),
    httpNode('second', '{{ vars.sink }}/{{ inputs.run }}/second', 'POST', { ...ONCE, irreversible: true }),
    httpNode('third', '{{ vars.sink }}/{{ inputs.run }}/third', 'POST', ONCE),
  ],
  ['first>second', 'second>third'],
)

/** Puts a proxy before a server the tests were given; the product finds it where the server was. */
async function proxied(variable: string) {
  const url = new URL(process.env[variable] ?? '')
  const proxy = await startTcpProxy({ host: url.hostname, port: Number(url.port) })
  closeLater(proxy)
  url.hostname = '127.0.0.1'
  url.port = String(proxy.port)
  vi.stubEnv(variable, url.href)
  return proxy
}

const cases = hotStoresUnderTest().flatMap((hot) => [{ hot, away: 'AOB_TEST_DATABASE_URL' }, ...(hot === 'redis' ? [{ hot, away: 'AOB_TEST_REDIS_URL' }] : [])])

describe.each(cases)('$away away for seconds under load, on the $hot hot store', ({ hot, away }) => {
  it('[D-21] fails no run, repeats no effect and leaves no gap', async () => {
    const proxy = await proxied(away)
    const { sink, product } = await sinkAndProduct(hot)
    const slow = () => new Promise<{ body: object }>((resolve) => setTimeout(() => resolve({ body: {} }), 200))
    const names = Array.from({ length: RUNS }, (_, run) => ['first', 'second', 'third'].map((node) => `/${run}/${node}`)).flat()
    for (const name of names) sink.on(name, slow)
    const runIds = await Promise.all(Array.from({ length: RUNS }, (_, run) => product.run(LOAD, { run: String(run) })))
    await waitUntil('work to be under way', () => sink.received.length >= RUNS)
    proxy.cut()
    await new Promise((resolve) => setTimeout(resolve, OUTAGE_MS))
    proxy.mend()
    for (const runId of runIds) {
      const { run, nodes } = await waitUntil(
        `run ${runId} to end`,
        async () => {
          const detail = await product.detail(runId).catch(() => undefined)
          return detail !== undefined && !['RUNNING', 'WAITING_FOR_APPROVAL'].includes(detail.run.status) && detail
        },
        40_000,
      )
      expect({ status: run.status, error: run.error, held: Object.values(nodes).filter(({ status }) => status === 'held') }).toEqual({
        status: 'COMPLETED',
        error: undefined,
        held: [],
      })
      const events = await product.events(runId)
      expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1))
    }
    for (const name of names) expect([name, sink.effects(name)]).toEqual([name, 1])
    expect(sink.received.filter(({ path }) => path.endsWith('/second'))).toHaveLength(RUNS)
  }, 90_000)
})
