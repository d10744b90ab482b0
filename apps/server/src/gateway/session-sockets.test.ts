import { createHash } from 'node:crypto'
import { DEFAULT_LIMITS } from '@aob/schemas'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { createSessionMemory, type SessionMemory } from '../adapters/memory/session-memory.ts'
import { DomainError } from '../domain-error.ts'
import { waitUntil } from '../testing/wait-until.ts'
import { createSessionWatch } from './session-watch.ts'
import { type GatewayUnderTest, startGateway, TEST_CALLER } from './testing/gateway-under-test.ts'
import { createServicesDouble, RUN_ID, type ServicesDouble } from './testing/services-double.ts'
import { asPage, ELSEWHERE, signIn } from './testing/signed-in.ts'
import { SIGN_IN_CODE } from './trpc-websocket.ts'

const CREDENTIALS = { local: TEST_CALLER, people: [{ name: 'ada', token: 'ada-token' }] }

let now: number
let memory: SessionMemory
let double: ServicesDouble
let gateway: GatewayUnderTest
const open: Array<{ close(): unknown }> = []
const start = async (sessionCheckMs: number) => {
  const limits = { ...DEFAULT_LIMITS, sessionIdleMs: 10_000, sessionCheckMs }
  const started = await startGateway(double.services, { credentials: CREDENTIALS, sessions: memory, clock: { now: () => now }, limits })
  open.push({ close: () => started.close(500) })
  return started
}
beforeEach(async () => {
  now = 1_000_000
  memory = createSessionMemory({ now: () => now })
  double = createServicesDouble()
  gateway = await start(50)
})
afterEach(async () => {
  for (const part of open.splice(0).reverse()) await part.close()
})

interface Line {
  socket: WebSocket
  messages: string[]
  /** Resolves with the code it was closed by. */
  closed: Promise<number>
}

function connect(at: GatewayUnderTest, headers: Record<string, string>): Line {
  const socket = new WebSocket(at.socketUrl, { headers: { ...ELSEWHERE, ...headers } })
  open.push({ close: () => socket.terminate() })
  const messages: string[] = []
  socket.on('message', (data) => messages.push(String(data)))
  return { socket, messages, closed: new Promise((resolve) => socket.once('close', resolve)) }
}

/** A signed-in page that hears of its workspace. */
async function listening(at = gateway): Promise<Line & { cookie: string }> {
  const { cookie } = await signIn(at, 'ada-token')
  const line = connect(at, { cookie, origin: at.url })
  line.socket.on('open', () => line.socket.send(JSON.stringify({ id: 1, jsonrpc: '2.0', method: 'subscription', params: { path: 'live' } })))
  await waitUntil('the subscription', () => line.messages.some((message) => message.includes('"started"')))
  return { ...line, cookie }
}

describe('[DB-06] live connections of a session', () => {
  it('a socket that shows nothing, or a cookie nobody was given, is closed with the code that says: sign in', async () => {
    const forged: Record<string, string> = { cookie: `aob_session=${'A'.repeat(43)}`, origin: gateway.url }
    for (const headers of [{ origin: gateway.url }, forged, { authorization: 'Bearer wrong' }])
      expect(await connect(gateway, headers).closed).toBe(SIGN_IN_CODE)
  })

  it('a foreign page gets none, and neither does a cookie without a word of which page it is', async () => {
    const { cookie } = await signIn(gateway, 'ada-token')
    const foreign = connect(gateway, { cookie, origin: 'https://evil.example' })
    const refused = await new Promise<string>((resolve) => foreign.socket.once('error', (error) => resolve(error.message)))
    expect(refused).toContain('403')
    const nameless = connect(gateway, { cookie })
    await nameless.closed
    expect(nameless.messages.join()).toContain('request.origin')
  })

  it('signing out closes them at once, those of another session stay', async () => {
    const slow = await start(3_600_000)
    const [one, other] = [await listening(slow), await listening(slow)]
    await asPage(slow, one.cookie, undefined, { method: 'DELETE', headers: { origin: slow.url } })
    expect(await one.closed).toBe(SIGN_IN_CODE)
    double.notify({ kind: 'run' })
    await waitUntil('news of the session that stays', () => other.messages.some((message) => message.includes('"kind":"run"')))
    expect(other.socket.readyState).toBe(WebSocket.OPEN)
  })

  it('what a client says after that is not listened to, though it has not read that it is over', async () => {
    const slow = await start(3_600_000)
    const line = await listening(slow)
    line.socket.pause()
    await asPage(slow, line.cookie, undefined, { method: 'DELETE', headers: { origin: slow.url } })
    line.socket.send(JSON.stringify({ id: 2, jsonrpc: '2.0', method: 'query', params: { path: 'workflows.list' } }))
    line.socket.resume()
    // The server ends the connection when it has read everything.
    expect(await line.closed).toBe(SIGN_IN_CODE)
    expect(double.callers).toEqual([])
  })

  it('a client that leaves while its session is looked up leaves nothing that is watched', async () => {
    const [steady, leaving] = [await listening(), (await signIn(gateway, 'ada-token')).cookie]
    const idOf = (cookie: string) =>
      createHash('sha256')
        .update(cookie.split('=')[1] ?? '')
        .digest('base64url')
    const looks = new Map<string, number>()
    const { get } = memory.sessions
    let answer = () => {}
    const left = new Promise<void>((resolve) => {
      answer = resolve
    })
    memory.sessions.get = async (id) => {
      looks.set(id, (looks.get(id) ?? 0) + 1)
      if (id === idOf(leaving) && looks.get(id) === 1) await left
      return get(id)
    }
    const answered = async () => {
      const metrics = await gateway.registry.metrics()
      return [...metrics.matchAll(/^aob_http_request_duration_seconds_count\S* (\d+)$/gm)].reduce((sum, [, count]) => sum + Number(count), 0)
    }
    const before = await answered()
    const gone = new AbortController()
    const request = asPage(gateway, leaving, '/api/v1/workflows', { signal: gone.signal })
    await waitUntil('the look', () => looks.get(idOf(leaving)) === 1)
    gone.abort()
    await expect(request).rejects.toThrow()
    await waitUntil('the server to notice', async () => (await answered()) > before)
    answer()
    await waitUntil('looks at the one that stays', () => (looks.get(idOf(steady.cookie)) ?? 0) > 5)
    expect(looks.get(idOf(leaving))).toBe(1)
  })

  it('signing in anew closes those of the session before', async () => {
    const slow = await start(3_600_000)
    const before = await listening(slow)
    await signIn(slow, 'ada-token', { ...ELSEWHERE, cookie: before.cookie })
    expect(await before.closed).toBe(SIGN_IN_CODE)
  })

  it('they are closed when it has expired, and when another server has ended it', async () => {
    const expired = await listening()
    now += 10_000
    expect(await expired.closed).toBe(SIGN_IN_CODE)
    const other = await start(3_600_000)
    const ended = await listening()
    await asPage(other, ended.cookie, undefined, { method: 'DELETE', headers: { origin: other.url } })
    expect(await ended.closed).toBe(SIGN_IN_CODE)
  })

  it('an event stream ends with it, too', async () => {
    const { cookie } = await signIn(gateway, 'ada-token')
    const stream = await fetch(`${gateway.url}/api/v1/runs/${RUN_ID}/events`, { headers: { ...ELSEWHERE, cookie } })
    expect(stream.status).toBe(200)
    await asPage(gateway, cookie, undefined, { method: 'DELETE', headers: { origin: gateway.url } })
    expect(await stream.text()).toContain('retry: 1000')
  })
})

describe('watching sessions', () => {
  const watching = (holds: () => Promise<boolean>) => {
    const watch = createSessionWatch({ holds }, 20)
    open.push(watch)
    return watch
  }

  it('looking is no use of it: a page that is only open keeps no session alive', async () => {
    const { cookie } = await listening()
    let looks = 0
    const holds = memory.sessions.get
    memory.sessions.get = (id) => {
      looks += 1
      return holds(id)
    }
    now += 9_999
    const before = looks
    await waitUntil('some looks', () => looks > before + 3)
    now += 1
    expect((await asPage(gateway, cookie)).status).toBe(401)
  })

  it('a store that stumbles once ends nothing; one that stays silent does, since nobody can know', async () => {
    let asked = 0
    let silentFrom = Number.POSITIVE_INFINITY
    const watch = watching(async () => {
      asked += 1
      // Every other time, and from then on always.
      if (asked % 2 || asked >= silentFrom) throw new DomainError('service.unavailable')
      return true
    })
    let ended = false
    watch.hold('id', () => {
      ended = true
    })
    await waitUntil('several stumbles', () => asked > 6)
    expect(ended).toBe(false)
    silentFrom = asked
    await waitUntil('the end', () => ended)
  })

  it('what was taken back is not called', async () => {
    const watch = watching(async () => false)
    const called: string[] = []
    watch.hold('id', () => called.push('taken back'))()
    watch.hold('id', () => called.push('held'))
    await waitUntil('the end', () => called.length > 0)
    expect(called).toEqual(['held'])
  })
})
