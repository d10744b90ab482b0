import { expect, test } from '@playwright/test'
import { type RunningProduct, startProduct } from '../product/start-product.ts'

/** Names of the workflows, as the API lists them. */
async function workflowNames(product: RunningProduct): Promise<string[]> {
  const response = await fetch(`${product.url}/api/v1/workflows`)
  const list = (await response.json()) as { name: string }[]
  return list.map(({ name }) => name).sort()
}

test.describe('the launcher', () => {
  const running: RunningProduct[] = []
  const start = async (...options: Parameters<typeof startProduct>): Promise<RunningProduct> => {
    const product = await startProduct(...options)
    running.push(product)
    return product
  }
  test.afterEach(async () => {
    for (const product of running.splice(0).reverse()) await product.dispose()
  })

  test('picks everything up after every process was killed at once', async () => {
    const first = await start()
    const before = await workflowNames(first)
    await first.kill9('launcher', 'server', 'redis', 'postgres', 'sample-service', 'scripted-model')
    const second = await start({ dataDir: first.dataDir, port: first.port })
    expect(await workflowNames(second)).toEqual(before)
  })

  test('adopts the stores that a killed launcher left running', async () => {
    const first = await start()
    const before = await first.pids()
    await first.kill9('launcher', 'server')
    const after = await (await start({ dataDir: first.dataDir, port: first.port })).pids()
    expect({ postgres: after.postgres, redis: after.redis }).toEqual({ postgres: before.postgres, redis: before.redis })
    expect(after.server).not.toBe(before.server)
  })

  test('says so when the server dies, stops the rest and ends', async () => {
    const first = await start()
    await first.kill9('server')
    await expect.poll(first.output).toMatch(/The server was ended by SIGKILL; .* Start again with npm start/)
    await expect.poll(async () => Object.values(await first.pids())).toEqual([])
  })

  test('runs in one process without Redis on PATH, and says how to get Redis', async () => {
    const product = await start({ env: { PATH: '/nowhere' } })
    expect(product.output()).toMatch(/Redis: no redis-server or valkey-server on PATH; using the built-in one-process engine/)
    expect(await (await fetch(`${product.url}/readyz`)).json()).toMatchObject({ status: 'ok' })
  })
})
