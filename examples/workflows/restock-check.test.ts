import { readFileSync } from 'node:fs'
import type { Workflow } from '@aob/schemas'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestProduct, type TestProduct } from '../../apps/server/src/testing/test-product.ts'
import { startSampleService } from '../sample-service/server.mjs'

const text = readFileSync(new URL('./05-restock-check.json', import.meta.url), 'utf8')
// No pauses here: they are for people who watch.
const example = JSON.parse(text.replace(/"delayMs": "\d+"/g, '"delayMs": "0"')) as Workflow

describe('05: the restock check on the engine', () => {
  let service: Awaited<ReturnType<typeof startSampleService>>
  let product: TestProduct

  beforeAll(async () => {
    service = await startSampleService()
    product = await startTestProduct({
      hot: 'memory',
      env: { AOB_EGRESS_ALLOW: `127.0.0.1:${service.port}`, AOB_VARS: JSON.stringify({ sample: service.url }) },
    })
  })
  afterAll(async () => {
    await product?.close()
    await service?.close()
  })

  const hooks = () => service.ledger.effects.filter(({ kind }) => kind === 'hook').length

  it('[EX-03] asks about every line and requests what is short, once per line', async () => {
    const detail = await product.ended(await product.run(example, { orderId: 'A-1001', reserve: 5 }))
    expect(detail.run).toMatchObject({ status: 'COMPLETED' })
    const lines = (await product.output(detail, 'each_line')) as Array<{ sku: string; missing: number; requested: boolean }>
    expect(lines.map(({ sku }) => sku)).toEqual(['desk-oak', 'chair-task', 'lamp-arc'])
    expect(lines.find(({ sku }) => sku === 'lamp-arc')).toMatchObject({ product: 'Arc lamp', requested: true })
    expect(lines.find(({ sku }) => sku === 'chair-task')).toMatchObject({ missing: 0, requested: false })
    for (const { missing, requested } of lines) expect(requested).toBe(missing > 0)
    const requested = lines.filter((line) => line.requested).length
    expect(hooks()).toBe(requested)
    expect(await product.output(detail, 'sum_up')).toMatchObject({ lines: 3, requested })
    expect(detail.nodes.tell_purchasing?.status).toBe('succeeded')
  })

  it('[EX-03] requests nothing of a line that has enough', async () => {
    const before = hooks()
    const detail = await product.ended(await product.run(example, { orderId: 'A-1001', reserve: 0 }))
    const lines = (await product.output(detail, 'each_line')) as Array<{ requested: boolean }>
    // The lamp is out of stock whatever the reserve.
    expect(lines.filter(({ requested }) => requested)).toHaveLength(1)
    expect(hooks() - before).toBe(1)
  })
})
