import { afterEach, describe, expect, it, vi } from 'vitest'
import { closeAll, closeLater, failureOf, gate, sinkAndProduct } from './testing/engine-fixtures.ts'
import { startTcpProxy } from './testing/tcp-proxy.ts'
import { hotStoresUnderTest } from './testing/test-product.ts'
import { waitUntil } from './testing/wait-until.ts'
import { httpNode, workflow } from './testing/workflows.ts'

afterEach(async () => {
  await closeAll()
  vi.unstubAllEnvs()
})

const ONE = workflow('one', [httpNode('only', '{{ vars.sink }}/only', 'POST')], [])
/** What the product is told to wait for a store; the test itself waits for answers, however long they take. */
const STORE_TIMEOUT_MS = 700

async function proxied(variable: string) {
  const url = new URL(process.env[variable] ?? '')
  const proxy = await startTcpProxy({ host: url.hostname, port: Number(url.port) })
  closeLater(proxy)
  url.hostname = '127.0.0.1'
  url.port = String(proxy.port)
  vi.stubEnv(variable, url.href)
  return proxy
}

const cases = hotStoresUnderTest().flatMap((hot) => [
  { hot, frozen: 'AOB_TEST_DATABASE_URL' },
  ...(hot === 'redis' ? [{ hot, frozen: 'AOB_TEST_REDIS_URL' }] : []),
])

describe.each(cases)('$frozen stands still, on the $hot hot store', ({ hot, frozen }) => {
  it('[ER-08] requests are told so instead of waiting for ever, and admitted again afterwards', async () => {
    const proxy = await proxied(frozen)
    const { sink, product } = await sinkAndProduct(hot, { AOB_STORE_TIMEOUT_MS: String(STORE_TIMEOUT_MS) })
    const working = gate()
    sink.on('/only', async () => {
      await working.opened
      return { body: {} }
    })
    const runId = await product.run(ONE)
    await waitUntil('the call', () => sink.received.length === 1)
    proxy.freeze()
    for (const request of [() => product.services.runs.pause(product.caller, runId), () => product.run(ONE)]) {
      const refusal = await failureOf(request())
      expect(refusal).toMatchObject({ code: 'service.unavailable', status: 503 })
    }
    proxy.thaw()
    working.release()
    await waitUntil('starts to be admitted again', () => product.run(ONE).catch(() => undefined))
  }, 60_000)
})
