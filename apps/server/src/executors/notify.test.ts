import { afterEach, describe, expect, it } from 'vitest'
import { startSampleService } from '../../../../examples/sample-service/server.mjs'
import { createEgress, type Egress } from '../egress/egress.ts'
import { createExpressions } from '../expressions/expressions.ts'
import { createNotifyExecutor } from './notify.ts'
import { testRequest } from './test-request.ts'

const opened: Array<{ close(): Promise<void> }> = []
afterEach(async () => {
  await Promise.all(opened.splice(0).map((item) => item.close()))
})

async function setUp() {
  const service = await startSampleService()
  const egress: Egress = createEgress({ allow: [`127.0.0.1:${service.port}`] })
  opened.push(service, egress)
  const executor = createNotifyExecutor({ expressions: createExpressions(), egress, clock: { now: () => 0 } })
  const scope = { inputs: { name: 'Ada' }, nodes: {}, run: { id: 'run-1', workflow: 'W' }, vars: { sample: service.url } }
  const send = (config: Record<string, unknown>) =>
    executor.execute(testRequest({ id: 'tell', name: 'Tell', type: 'notify', config }, { scope, idempotencyKey: `key-${config.url}` }))
  return { service, send }
}

describe('the notify executor', () => {
  it('sends each channel its own payload with the idempotency key', async () => {
    const { service, send } = await setUp()
    const common = { subject: 'Hello {{ inputs.name }}', message: 'Dear {{ inputs.name }}' }
    expect(await send({ ...common, channel: 'email', url: '{{ vars.sample }}/mail', to: 'ada@example.com' })).toEqual({
      kind: 'succeeded',
      port: 'out',
      output: { status: 202, channel: 'email' },
    })
    await send({ ...common, channel: 'slack', url: '{{ vars.sample }}/slack', to: '#sales' })
    await send({ ...common, channel: 'webhook', url: '{{ vars.sample }}/hooks/any' })
    expect(service.ledger.effects.map(({ kind, key, request }) => ({ kind, key, request }))).toEqual([
      { kind: 'mail', key: 'key-{{ vars.sample }}/mail', request: { to: 'ada@example.com', subject: 'Hello Ada', text: 'Dear Ada' } },
      { kind: 'slack', key: 'key-{{ vars.sample }}/slack', request: { text: '*Hello Ada*\nDear Ada', channel: '#sales' } },
      {
        kind: 'hook',
        key: 'key-{{ vars.sample }}/hooks/any',
        request: { subject: 'Hello Ada', message: 'Dear Ada', run: { id: 'run-1', workflow: 'Test workflow' }, node: { id: 'tell', name: 'Tell' } },
      },
    ])
  })

  it('[D-22] two attempts are one effect', async () => {
    const { service, send } = await setUp()
    const config = { channel: 'slack', url: '{{ vars.sample }}/slack', message: 'once' }
    await send(config)
    await send(config)
    expect(service.ledger.list(null)).toMatchObject({ count: 1, duplicates: 1 })
  })

  it('tells what may pass by itself from what will not', async () => {
    const { send } = await setUp()
    const message = 'x'
    expect(await send({ channel: 'slack', url: '{{ vars.sample }}/slack?failTimes=1', message })).toMatchObject({
      error: { code: 'http.unavailable', retryable: true, retryAfterMs: 0 },
    })
    expect(await send({ channel: 'slack', url: '{{ vars.sample }}/nowhere', message })).toMatchObject({ error: { code: 'http.status', retryable: false } })
    expect(await send({ channel: 'email', url: '{{ vars.sample }}/mail', message })).toMatchObject({ error: { code: 'node.config_invalid' } })
    expect(await send({ channel: 'webhook', url: 'http://169.254.169.254/', message })).toMatchObject({ error: { code: 'ssrf.address', retryable: false } })
  })
})
