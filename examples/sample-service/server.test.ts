import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { startSampleService } from './server.mjs'

type Service = Awaited<ReturnType<typeof startSampleService>>
const services: Service[] = []
async function start(options: { stateFile?: string } = {}): Promise<Service> {
  const service = await startSampleService(options)
  services.push(service)
  return service
}
afterEach(async () => {
  await Promise.all(services.splice(0).map((service) => service.close()))
})

/** What the service says about itself; tests name the fields they look at. */
interface Answer {
  total: number
  count: number
  lines: Array<{ quantity: number; unitPrice: number }>
}

const get = async (service: Service, path: string) => {
  const response = await fetch(service.url + path)
  return { status: response.status, headers: response.headers, body: (await response.json()) as Answer }
}
const post = async (service: Service, path: string, body: unknown, key?: string) => {
  const response = await fetch(service.url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(key ? { 'idempotency-key': key } : {}) },
    body: JSON.stringify(body),
  })
  return { status: response.status, headers: response.headers, body: (await response.json()) as Answer }
}

describe('questions', () => {
  it.each([
    '/orders/A-1001',
    '/orders/A-7777',
    '/customers/C-100',
    '/customers/C-555',
    '/inventory/lamp-arc',
    '/geo?country=FR',
    '/companies/northwind.example',
    '/emails/check?address=a@b.example',
    '/risk?customer=C-100&amount=500',
    '/figures/sales?region=north&month=2026-03',
  ])('%s always has the same answer', async (path) => {
    const service = await start()
    const first = await get(service, path)
    expect(first.status).toBe(200)
    expect((await get(service, path)).body).toEqual(first.body)
  })

  it('an order knows its total', async () => {
    const { body } = await get(await start(), '/orders/A-1001')
    const sum = body.lines.reduce((total: number, line: { quantity: number; unitPrice: number }) => total + line.quantity * line.unitPrice, 0)
    expect(body.total).toBeCloseTo(sum, 2)
  })

  it('answers 404 for what it does not know, prototypes included', async () => {
    const service = await start()
    for (const path of ['/orders/none', '/inventory/constructor', '/geo?country=toString', '/nowhere', '/figures/sales?region=moon&month=x'])
      expect((await get(service, path)).status, path).toBe(404)
  })
})

describe('effects', () => {
  it('[D-22] happen once per key and give the same answer again', async () => {
    const service = await start()
    const first = await post(service, '/mail', { to: 'a@b.example' }, 'key-1')
    const again = await post(service, '/mail', { to: 'a@b.example' }, 'key-1')
    expect(again.body).toEqual(first.body)
    expect(again.headers.get('idempotency-replayed')).toBe('true')
    await post(service, '/mail', { to: 'a@b.example' }, 'key-2')
    expect((await get(service, '/effects')).body).toMatchObject({
      count: 2,
      duplicates: 1,
      effects: [
        { kind: 'mail', key: 'key-1', duplicates: 1 },
        { kind: 'mail', key: 'key-2' },
      ],
    })
    expect((await get(service, '/effects?kind=slack')).body.count).toBe(0)
  })

  it('refuse a key that comes back with another request', async () => {
    const service = await start()
    await post(service, '/mail', { to: 'a' }, 'key-1')
    expect((await post(service, '/mail', { to: 'b' }, 'key-1')).status).toBe(422)
    expect((await post(service, '/slack', { to: 'a' }, 'key-1')).status).toBe(422)
  })

  it('survive a restart when there is a state file', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'sample-service-'))
    const stateFile = join(folder, 'state.json')
    const before = await start({ stateFile })
    const first = await post(before, '/crm/contacts', { email: 'x@y.example' }, 'key-1')
    await before.close()
    const after = await start({ stateFile })
    expect((await post(after, '/crm/contacts', { email: 'x@y.example' }, 'key-1')).body).toEqual(first.body)
    expect((await get(after, '/effects')).body).toMatchObject({ count: 1, duplicates: 1 })
    await rm(folder, { recursive: true })
  })
})

describe('on request', () => {
  it('answers later', async () => {
    const service = await start()
    const before = performance.now()
    await get(service, '/healthz?delayMs=120')
    expect(performance.now() - before).toBeGreaterThanOrEqual(110)
  })

  it('fails the first times and then works', async () => {
    const service = await start()
    const statuses = []
    for (let attempt = 0; attempt < 3; attempt += 1) statuses.push((await post(service, '/slack?failTimes=2', { text: 'x' }, 'key-1')).status)
    expect(statuses).toEqual([503, 503, 200])
    expect((await get(service, '/effects')).body.count).toBe(1)
  })

  it('tells a bad body by its status', async () => {
    const service = await start()
    const response = await fetch(`${service.url}/mail`, { method: 'POST', body: '{oops' })
    expect(response.status).toBe(400)
    expect((await get(service, '/effects')).body.count).toBe(0)
  })
})
