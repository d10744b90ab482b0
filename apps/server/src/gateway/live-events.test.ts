import type { RunEvent } from '@aob/schemas'
import { DEFAULT_LIMITS } from '@aob/schemas'
import { createTRPCClient, createWSClient, type TRPCClient, wsLink } from '@trpc/client'
import { afterEach, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import type { AppRouter } from '../api/routers/app.ts'
import { waitUntil } from '../testing/wait-until.ts'
import { startDroppingProxy } from './testing/dropping-proxy.ts'
import { type GatewayUnderTest, startGateway } from './testing/gateway-under-test.ts'
import { plainJson } from './testing/plain-json.ts'
import { createServicesDouble, OTHER_RUN_ID, RUN_ID, type ServicesDouble } from './testing/services-double.ts'
import { readSse } from './testing/sse-reader.ts'

const open: Array<{ close(): Promise<void> | void }> = []
afterEach(async () => {
  for (const part of open.splice(0).reverse()) await part.close()
})

async function gatewayOf(double: ServicesDouble, options: Parameters<typeof startGateway>[1] = {}): Promise<GatewayUnderTest> {
  const gateway = await startGateway(double.services, options)
  open.push({ close: () => gateway.close(500) })
  return gateway
}

function clientOf(url: string): TRPCClient<AppRouter> {
  // `ws` speaks the browser's interface; tRPC's type asks for the DOM class.
  const client = createWSClient({ url, WebSocket: WebSocket as never, retryDelayMs: () => 5 })
  open.push(client)
  return createTRPCClient<AppRouter>({ links: [wsLink({ client, transformer: plainJson })] })
}

const queued = (nodeId: string) => ({ type: 'node.queued' as const, data: { nodeId, nodeType: 'http', attempt: 1, irVersion: 1 } })
const completed = { type: 'run.completed' as const, data: {} }
const numbersTo = (n: number) => Array.from({ length: n }, (_, index) => index + 1)

/** Appends events, some with and some without a hint, and lets the other side run in between. */
async function produce(double: ServicesDouble, count: number, between: (index: number) => Promise<unknown> | unknown): Promise<void> {
  for (let index = 1; index < count; index++) {
    double.append(RUN_ID, queued(`n${index}`), index % 7 !== 0)
    await between(index)
    await new Promise((resolve) => setImmediate(resolve))
  }
  double.append(RUN_ID, completed)
}

describe('[ST-05] a live stream that is cut 20 times', () => {
  it('over WebSocket: every event once, in order, then the end', async () => {
    const double = createServicesDouble()
    const gateway = await gatewayOf(double)
    const proxy = await startDroppingProxy(gateway.port)
    open.push(proxy)
    const seen: number[] = []
    let complete = false
    clientOf(`ws://127.0.0.1:${proxy.port}/trpc`).runs.events.subscribe(
      { runId: RUN_ID },
      { onData: ({ data }) => seen.push(data.seq), onComplete: () => (complete = true), onError: (error) => expect.unreachable(error.message) },
    )
    let drops = 0
    await produce(double, 420, async (index) => {
      if (index % 20 !== 0 || drops === 20) return
      await waitUntil('the client to follow', () => seen.length > index - 20)
      drops += await waitUntil('a connection to cut', () => proxy.drop())
    })
    await waitUntil('the end', () => complete)
    expect(drops).toBe(20)
    expect(seen).toEqual(numbersTo(420))
  })

  it('over server-sent events: every event once, in order, then 204', async () => {
    const double = createServicesDouble()
    const gateway = await gatewayOf(double)
    const proxy = await startDroppingProxy(gateway.port)
    open.push(proxy)
    const seen: number[] = []
    const reader = followSse(`http://127.0.0.1:${proxy.port}/api/v1/runs/${RUN_ID}/events`, seen)
    let drops = 0
    await produce(double, 420, async (index) => {
      if (index % 20 !== 0 || drops === 20) return
      await waitUntil('the client to follow', () => seen.length > index - 20)
      drops += await waitUntil('a connection to cut', () => proxy.drop())
    })
    await reader
    expect(drops).toBe(20)
    expect(seen).toEqual(numbersTo(420))
  })
})

/** What an EventSource does: reconnects with the last id until 204 tells it to stop. */
async function followSse(url: string, seen: number[]): Promise<void> {
  for (;;) {
    try {
      const response = await fetch(url, { headers: seen.length > 0 ? { 'last-event-id': String(seen.at(-1)) } : {} })
      if (response.status === 204) return
      expect(response.headers.get('content-type')).toContain('text/event-stream')
      for await (const { id, data } of readSse(response)) {
        const event: RunEvent = JSON.parse(data)
        expect(id).toBe(String(event.seq))
        seen.push(event.seq)
      }
    } catch (error) {
      // A cut connection; anything else is a failure of the test itself.
      if (!(error instanceof TypeError)) throw error
    }
  }
}

describe('what a live client gets', () => {
  it('[ST-04] only the events of the run it asked for', async () => {
    const double = createServicesDouble()
    const gateway = await gatewayOf(double)
    const seen: RunEvent[] = []
    let complete = false
    clientOf(gateway.socketUrl).runs.events.subscribe({ runId: RUN_ID }, { onData: ({ data }) => seen.push(data), onComplete: () => (complete = true) })
    for (let index = 0; index < 10_000; index++) double.append(OTHER_RUN_ID, queued('other'))
    double.append(RUN_ID, queued('mine'))
    double.append(RUN_ID, completed)
    await waitUntil('the end', () => complete)
    expect(seen.map(({ runId, seq }) => [runId, seq])).toEqual([
      [RUN_ID, 1],
      [RUN_ID, 2],
    ])
  })

  it('of one node, when it asks for one: its own events and the run’s', async () => {
    const double = createServicesDouble()
    const gateway = await gatewayOf(double)
    for (const node of ['a', 'b', 'a']) double.append(RUN_ID, queued(node))
    double.append(RUN_ID, completed)
    const response = await fetch(`${gateway.url}/api/v1/runs/${RUN_ID}/events?node=a`)
    const ids: Array<string | undefined> = []
    for await (const { id } of readSse(response)) ids.push(id)
    expect(ids).toEqual(['1', '3', '4'])
  })

  it('from the id on that it names', async () => {
    const double = createServicesDouble()
    const gateway = await gatewayOf(double)
    for (const node of ['a', 'b', 'c']) double.append(RUN_ID, queued(node))
    double.append(RUN_ID, completed)
    const seen: number[] = []
    let complete = false
    clientOf(gateway.socketUrl).runs.events.subscribe(
      { runId: RUN_ID, lastEventId: '2' },
      { onData: ({ data }) => seen.push(data.seq), onComplete: () => (complete = true) },
    )
    await waitUntil('the end', () => complete)
    expect(seen).toEqual([3, 4])
  })

  it('hints about the workspace', async () => {
    const double = createServicesDouble()
    const gateway = await gatewayOf(double)
    const seen: unknown[] = []
    let started = false
    clientOf(gateway.socketUrl).live.subscribe(undefined, { onData: (notice) => seen.push(notice), onStarted: () => (started = true) })
    await waitUntil('the subscription', () => started)
    double.notify({ kind: 'approval', runId: RUN_ID, nodeId: 'gate', title: 'Send it?' })
    double.notify({ kind: 'workflow', workflowName: 'orders' })
    await waitUntil('both notices', () => seen.length === 2)
    expect(seen).toEqual([
      { kind: 'approval', runId: RUN_ID, nodeId: 'gate', title: 'Send it?' },
      { kind: 'workflow', workflowName: 'orders' },
    ])
  })

  it('the problem when the run does not exist, on both transports', async () => {
    const double = createServicesDouble()
    const gateway = await gatewayOf(double)
    const unknown = '01890000-0000-7000-8000-00000000dead'
    const response = await fetch(`${gateway.url}/api/v1/runs/${unknown}/events`)
    expect([response.status, response.headers.get('content-type')]).toEqual([404, 'application/problem+json'])
    let code: unknown
    clientOf(gateway.socketUrl).runs.events.subscribe({ runId: unknown }, { onError: (error) => (code = error.data?.code) })
    await waitUntil('the refusal', () => code !== undefined)
    expect(code).toBe('resource.not_found')
  })
})

describe('a live client that misbehaves', () => {
  it('[ST-07] is cut when it stops reading, and a client that reads gets everything', async () => {
    const double = createServicesDouble()
    const gateway = await gatewayOf(double, { limits: { ...DEFAULT_LIMITS, maxRequestBytes: 1_000_000, maxClientBufferBytes: 100_000 }, stallMs: 300 })
    // More than the kernel's socket buffers hold.
    const bulky = { type: 'node.queued' as const, data: { nodeId: 'x'.repeat(50_000), nodeType: 'http', attempt: 1, irVersion: 1 } }
    for (let index = 0; index < 400; index++) double.append(RUN_ID, bulky)
    const slow = new WebSocket(gateway.socketUrl)
    let closed = false
    slow.on('close', () => {
      closed = true
    })
    slow.on('open', () => {
      slow.send(JSON.stringify({ id: 1, method: 'subscription', params: { path: 'runs.events', input: { runId: RUN_ID } } }))
      slow.pause()
    })
    const seen: number[] = []
    let complete = false
    clientOf(gateway.socketUrl).runs.events.subscribe({ runId: RUN_ID }, { onData: ({ data }) => seen.push(data.seq), onComplete: () => (complete = true) })
    await waitUntil('the slow client to be cut', async () => (await gateway.registry.metrics()).includes('aob_live_clients_cut_total 1'))
    double.append(RUN_ID, completed)
    await waitUntil('the reading client to be done', () => complete)
    expect(seen).toEqual(numbersTo(401))
    slow.resume()
    await waitUntil('the slow client to notice', () => closed)
  })

  it('[ST-07] is cut when it stops reading server-sent events', async () => {
    const double = createServicesDouble()
    const gateway = await gatewayOf(double, { stallMs: 300 })
    const bulky = { type: 'node.queued' as const, data: { nodeId: 'x'.repeat(50_000), nodeType: 'http', attempt: 1, irVersion: 1 } }
    for (let index = 0; index < 400; index++) double.append(RUN_ID, bulky)
    const response = await fetch(`${gateway.url}/api/v1/runs/${RUN_ID}/events`)
    await waitUntil('the slow client to be cut', async () => (await gateway.registry.metrics()).includes('aob_live_clients_cut_total 1'))
    await expect(response.text()).rejects.toThrow()
  })

  it('[ST-06] is cut when it stops answering heartbeats', async () => {
    const double = createServicesDouble()
    const gateway = await gatewayOf(double, { heartbeatMs: 50 })
    const silent = new WebSocket(gateway.socketUrl)
    const messages: string[] = []
    let closed = false
    silent.on('message', (data) => messages.push(String(data)))
    silent.on('close', () => {
      closed = true
    })
    await waitUntil('the cut', () => closed)
    expect(messages).toContain('PING')
  })

  it('[ST-06] is kept while it answers', async () => {
    const double = createServicesDouble()
    const gateway = await gatewayOf(double, { heartbeatMs: 50 })
    const client = new WebSocket(gateway.socketUrl)
    open.push({ close: () => client.close() })
    let pings = 0
    client.on('message', () => {
      pings += 1
      client.send('PONG')
    })
    await waitUntil('five heartbeats', () => pings >= 5)
    expect(client.readyState).toBe(WebSocket.OPEN)
  })

  it('from a foreign origin is refused before the upgrade; the own and a configured one are let in', async () => {
    const double = createServicesDouble()
    const gateway = await gatewayOf(double, { origins: ['https://flows.example.org'] })
    const attempt = (headers: Record<string, string>) =>
      new Promise<number | 'open'>((resolve) => {
        const client = new WebSocket(gateway.socketUrl, { headers })
        client.on('open', () => {
          client.close()
          resolve('open')
        })
        client.on('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0))
        client.on('error', () => undefined)
      })
    expect(await attempt({ origin: 'https://evil.example' })).toBe(403)
    expect(await attempt({ origin: 'null' })).toBe(403)
    expect(await attempt({ host: 'rebound.example' })).toBe(403)
    expect(await attempt({ origin: gateway.url })).toBe('open')
    expect(await attempt({ origin: 'https://flows.example.org' })).toBe('open')
  })
})

describe('closing the server', () => {
  it('ends live connections and waits no longer than its grace', async () => {
    const double = createServicesDouble()
    const gateway = await startGateway(double.services)
    double.append(RUN_ID, queued('a'))
    const stream = await fetch(`${gateway.url}/api/v1/runs/${RUN_ID}/events`)
    const socket = new WebSocket(gateway.socketUrl)
    let closeCode = 0
    socket.on('close', (code) => {
      closeCode = code
    })
    await new Promise((resolve) => socket.once('open', resolve))
    const reading = stream.text()
    await gateway.close(2_000)
    expect(await reading).toContain('id: 1')
    expect(closeCode).toBe(1012)
    await expect(fetch(gateway.url)).rejects.toThrow()
    await gateway.close()
  })
})
