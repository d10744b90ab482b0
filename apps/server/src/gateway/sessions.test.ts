import { createHash, randomBytes } from 'node:crypto'
import { mkdtemp, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { DEFAULT_LIMITS } from '@aob/schemas'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createSessionMemory, type SessionMemory } from '../adapters/memory/session-memory.ts'
import { createLogger } from '../observability/logger.ts'
import { waitUntil } from '../testing/wait-until.ts'
import type { HttpServerOptions } from './http-server.ts'
import { type GatewayUnderTest, startGateway, TEST_CALLER } from './testing/gateway-under-test.ts'
import { createServicesDouble, type ServicesDouble } from './testing/services-double.ts'
import { asPage, ELSEWHERE, signIn } from './testing/signed-in.ts'

const LIMITS = { ...DEFAULT_LIMITS, sessionIdleMs: 10_000, sessionMaxMs: 25_000 }
const PEOPLE = [
  { name: 'ada', token: 'ada-token' },
  { name: 'bo', token: 'bo-token' },
]
const CREDENTIALS = { local: TEST_CALLER, apiToken: 'everybody', people: PEOPLE }

let now: number
let memory: SessionMemory
let double: ServicesDouble
let gateway: GatewayUnderTest
const others: GatewayUnderTest[] = []
beforeEach(async () => {
  now = 1_000_000
  memory = createSessionMemory({ now: () => now })
  double = createServicesDouble()
  gateway = await start()
})
afterEach(async () => {
  await gateway.close(500)
  for (const other of others.splice(0)) await other.close(500)
})

const start = (options: Partial<HttpServerOptions> = {}) =>
  startGateway(double.services, { credentials: CREDENTIALS, sessions: memory, clock: { now: () => now }, limits: LIMITS, ...options })

async function another(options: Partial<HttpServerOptions>): Promise<GatewayUnderTest> {
  const other = await start(options)
  others.push(other)
  return other
}

const who = async (cookie: string, at = gateway) => {
  const { status, body } = await asPage(at, cookie)
  return status === 200 ? `${body.by} ${body.principal?.id}` : status
}

describe('[DB-06] signing in', () => {
  it('sets a cookie of 256 random bits that no script reads and no other site sends, and it is the person of the token', async () => {
    const response = await fetch(`${gateway.url}/api/v1/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...ELSEWHERE },
      body: '{"token":"ada-token"}',
    })
    expect(response.status).toBe(201)
    expect(response.headers.get('set-cookie')).toMatch(/^aob_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict; Max-Age=25$/)
    expect(response.headers.get('cache-control')).toBe('no-store')
    expect(await response.json()).toEqual({ by: 'session', principal: { id: 'ada', name: 'ada' }, endsAt: now + 25_000 })
    const { cookie } = await signIn(gateway, 'bo-token')
    expect(await who(cookie)).toBe('session bo')
    expect((await asPage(gateway, cookie, '/trpc/workflows.list')).status).toBe(200)
    expect((await asPage(gateway, cookie, '/api/v1/workflows')).status).toBe(200)
    expect(double.callers.map(({ actor, workspaceId }) => [workspaceId, actor])).toEqual(Array(2).fill(['local', { kind: 'human', id: 'bo', name: 'bo' }]))
  })

  it('over TLS it is Secure and of a name that no other host can plant', async () => {
    const { cookie } = await signIn(gateway, 'ada-token', { ...ELSEWHERE, 'x-forwarded-proto': 'https' })
    expect(cookie).toMatch(/^__Host-aob_session=/)
    expect((await asPage(gateway, cookie, undefined, { headers: { 'x-forwarded-proto': 'https' } })).body.principal?.id).toBe('ada')
    expect(await who(cookie)).toBe(401)
  })

  it('keeps neither token nor secret, and gives every sign-in another secret', async () => {
    const kept: string[] = []
    const watched = { ...memory.sessions, put: async (...args: Parameters<typeof memory.sessions.put>) => void kept.push(JSON.stringify(args)) }
    const other = await another({ sessions: { ...memory, sessions: watched } })
    const secrets = [(await signIn(other, 'ada-token')).cookie, (await signIn(other, 'ada-token')).cookie].map((cookie) => cookie.split('=')[1] ?? '')
    expect(new Set(secrets).size).toBe(2)
    expect(kept).toHaveLength(2)
    for (const hidden of [...secrets, 'ada-token']) expect(kept.join()).not.toContain(hidden)
  })

  it('signing in again renews the secret: the one before opens nothing any more', async () => {
    const first = (await signIn(gateway, 'ada-token')).cookie
    const second = (await signIn(gateway, 'bo-token', { ...ELSEWHERE, cookie: first })).cookie
    expect([await who(first), await who(second)]).toEqual([401, 'session bo'])
  })

  it('signing out ends it at the server, takes the cookie away, and is harmless without one', async () => {
    const { cookie } = await signIn(gateway, 'ada-token')
    const out = await asPage(gateway, cookie, undefined, { method: 'DELETE', headers: { origin: gateway.url } })
    expect([out.status, out.cookie]).toEqual([204, 'aob_session='])
    expect(await who(cookie)).toBe(401)
    expect((await asPage(gateway, '', undefined, { method: 'DELETE' })).status).toBe(204)
  })

  it('says how callers without a session are known', async () => {
    const ask = async (headers: Record<string, string>) => (await fetch(`${gateway.url}/api/v1/session`, { headers })).json()
    expect(await ask({})).toEqual({ by: 'place', principal: { id: 'local-user', name: 'You' } })
    expect(await ask({ ...ELSEWHERE, authorization: 'Bearer bo-token' })).toEqual({ by: 'token', principal: { id: 'bo', name: 'bo' } })
    expect(await ask({ ...ELSEWHERE, authorization: 'Bearer everybody' })).toEqual({ by: 'token', principal: { id: 'local-user', name: 'You' } })
  })
})

describe('[DB-06] the end of a session', () => {
  it('comes sessionIdleMs after its last use, not a millisecond before', async () => {
    const { cookie } = await signIn(gateway, 'ada-token')
    now += 9_999
    expect(await who(cookie)).toBe('session ada')
    now += 9_999
    expect(await who(cookie)).toBe('session ada')
    const idle = (await signIn(gateway, 'ada-token')).cookie
    now += 10_000
    expect(await who(idle)).toBe(401)
  })

  it('comes sessionMaxMs after signing in however much it is used', async () => {
    const { cookie } = await signIn(gateway, 'ada-token')
    for (const step of [8_000, 8_000, 8_999]) {
      now += step
      expect(await who(cookie)).toBe('session ada')
    }
    now += 1
    expect(await who(cookie)).toBe(401)
  })

  it('is set in the store as well, and what the store keeps longer is over all the same', async () => {
    const short = await another({ limits: { ...LIMITS, sessionMaxMs: 5_000 } })
    const { cookie } = await signIn(short, 'ada-token')
    const id = createHash('sha256')
      .update(cookie.split('=')[1] ?? '')
      .digest('base64url')
    expect((await memory.sessions.get(id))?.leftMs).toBe(5_000)
    await memory.sessions.extend(id, 1_000_000)
    now += 4_999
    expect(await who(cookie, short)).toBe('session ada')
    now += 1
    expect(await who(cookie, short)).toBe(401)
  })

  it('comes with the token that opened it: taken from the configuration, or changed, its sessions are over', async () => {
    const { cookie } = await signIn(gateway, 'bo-token')
    const without = await another({ credentials: { ...CREDENTIALS, people: PEOPLE.slice(0, 1) } })
    const changed = await another({ credentials: { ...CREDENTIALS, people: [...PEOPLE.slice(0, 1), { name: 'bo', token: 'another' }] } })
    const beside = await another({ credentials: { ...CREDENTIALS, people: [{ name: 'bo', token: 'another' }, ...PEOPLE] } })
    expect([await who(cookie, without), await who(cookie, changed), await who(cookie, beside)]).toEqual([401, 401, 'session bo'])
  })
})

describe('cookies nobody was given', () => {
  const JSON_TYPE = { 'content-type': 'application/json' }

  it.each([
    ['forged', 3, () => `aob_session=${randomBytes(32).toString('base64url')}`],
    ['truncated', 0, (cookie: string) => cookie.slice(0, -1)],
    ['longer', 0, (cookie: string) => `${cookie}A`],
    ['another spelling', 3, (cookie: string) => cookie.replace(/=.*/, (text) => text.toUpperCase())],
    ['empty', 0, () => 'aob_session='],
    ['oversized', 0, () => `aob_session=${'A'.repeat(7_000)}`],
    ['beyond what is looked at', 0, (cookie: string) => `${cookie}; other=${'A'.repeat(9_000)}`],
    ['twice, one planted', 0, (cookie: string) => `aob_session=${'A'.repeat(43)}; ${cookie}`],
    ['of another name', 0, (cookie: string) => `x${cookie}`],
    ['not of the alphabet', 0, () => `aob_session=${'é'.repeat(2)}${'%00'.repeat(13)}ab`],
    ['a key of the store', 0, () => 'aob_session=../../aob:session:x'],
  ])('%s: 401, nothing reaches a use case, nothing is written', async (_kind, looks, forge) => {
    const { cookie } = await signIn(gateway, 'ada-token')
    const calls: string[] = []
    const counted = new Proxy(memory.sessions, {
      get:
        (store, name: keyof typeof memory.sessions) =>
        (...args: never[]) => {
          calls.push(name)
          return Reflect.apply(store[name], store, args)
        },
    })
    const other = await another({ sessions: { ...memory, sessions: counted } })
    const forged = Buffer.from(forge(cookie)).toString('latin1')
    for (const [path, init] of [
      ['/api/v1/workflows', {}],
      ['/trpc/workflows.list', {}],
      ['/api/v1/runs', { method: 'POST', headers: { ...JSON_TYPE, origin: other.url }, body: '{}' }],
    ] as const)
      expect([path, (await asPage(other, forged, path, init)).status]).toEqual([path, 401])
    expect(double.callers).toEqual([])
    // One look each at what might be a secret, none at anything else.
    expect(calls).toEqual(Array(looks).fill('get'))
    expect(await who(cookie)).toBe('session ada')
  })

  it('hundreds of them, and of wrong tokens, leave no line in the log', async () => {
    const file = path.join(await mkdtemp(path.join(tmpdir(), 'aob-log-')), 'server.log')
    const logger = createLogger('info', file)
    logger.info('the line that shows that lines are kept')
    const other = await another({ logger })
    const forged = () => `aob_session=${randomBytes(32).toString('base64url')}`
    const answers = await Promise.all(
      Array.from({ length: 200 }, (_, index) =>
        index % 2
          ? asPage(other, forged(), '/trpc/workflows.list')
          : asPage(other, '', '/api/v1/workflows', { headers: { authorization: `Bearer wrong-${index}` } }),
      ),
    )
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([401, 429]))
    await new Promise<void>((resolve, reject) => logger.flush((error) => (error ? reject(error) : resolve())))
    const lines = await waitUntil('the first line', async () => (await readFile(file, 'utf8')).trim().split('\n'))
    expect(lines.map((line) => JSON.parse(line).msg)).toEqual(['the line that shows that lines are kept'])
  })

  it('the cookie of an ended session changes nothing, on this machine it is as good as none', async () => {
    const { cookie } = await signIn(gateway, 'ada-token')
    await asPage(gateway, cookie, undefined, { method: 'DELETE', headers: { origin: gateway.url } })
    expect((await asPage(gateway, cookie, '/api/v1/workflows')).status).toBe(401)
    expect((await fetch(`${gateway.url}/api/v1/workflows`, { headers: { cookie } })).status).toBe(200)
    expect(double.callers.map(({ actor }) => actor.id)).toEqual(['local-user'])
  })

  it('a write with the cookie needs to say which page sends it, and a foreign one does nothing', async () => {
    const { cookie } = await signIn(gateway, 'ada-token')
    const write = (headers: Record<string, string>) =>
      asPage(gateway, cookie, '/api/v1/runs', { method: 'POST', headers: { ...JSON_TYPE, ...headers }, body: '{"nonsense":1}' })
    expect((await write({})).body.code).toBe('request.origin')
    expect((await write({ origin: 'https://evil.example' })).body.code).toBe('request.origin')
    expect((await write({ origin: 'null' })).body.code).toBe('request.origin')
    expect((await write({ origin: gateway.url })).body.code).toBe('request.invalid')
    const out = await asPage(gateway, cookie, undefined, { method: 'DELETE' })
    expect([out.status, await who(cookie)]).toEqual([403, 'session ada'])
    expect(double.callers).toEqual([])
  })

  it('a store that is away is no sign-out: the answer is 503', async () => {
    const { cookie } = await signIn(gateway, 'ada-token')
    const { DomainError } = await import('../domain-error.ts')
    const away = { ...memory.sessions, get: () => Promise.reject(new DomainError('service.unavailable')) }
    const other = await another({ sessions: { ...memory, sessions: away } })
    expect((await asPage(other, cookie)).status).toBe(503)
  })
})

describe('guessing tokens', () => {
  const guess = (token: string, from = '203.0.113.9') => signIn(gateway, token, { 'x-forwarded-for': from })
  const call = (token: string, from = '203.0.113.9') =>
    asPage(gateway, '', '/api/v1/workflows', { headers: { 'x-forwarded-for': from, authorization: `Bearer ${token}` } })

  it('maxWrongTokens are tried, by signing in or with a bearer token; from then on the right one does not help either', async () => {
    for (let tried = 0; tried < LIMITS.maxWrongTokens; tried += 1)
      expect((await (tried % 2 ? guess : call)(`wrong ${tried}`.replace(' ', '-'))).status).toBe(401)
    const refused = await guess('ada-token')
    expect(refused).toMatchObject({ status: 429, retryAfter: '900', body: { code: 'limit.rate', limit: 'maxWrongTokens' } })
    expect((await call('ada-token')).status).toBe(429)
    expect((await guess('ada-token', '203.0.113.10')).status).toBe(201)
    now += LIMITS.wrongTokenWaitMs
    expect([(await guess('ada-token')).status, (await call('ada-token')).status]).toEqual([201, 200])
  })

  it('many guesses at once are no more guesses', async () => {
    const answers = await Promise.all(Array.from({ length: 60 }, (_, index) => guess(`wrong-${index}`)))
    expect(answers.filter(({ status }) => status === 429).length).toBeGreaterThan(0)
    expect((await guess('ada-token')).status).toBe(429)
  })

  it('one stale token, shown again and again, keeps nobody out', async () => {
    for (let time = 0; time < LIMITS.maxWrongTokens + 5; time += 1) expect((await call('stale')).status).toBe(401)
    expect([(await guess('ada-token')).status, (await call('bo-token')).status]).toEqual([201, 200])
  })

  it('an address that names others before itself is counted by its proxy, an IPv6 network as one', async () => {
    for (let tried = 0; tried < LIMITS.maxWrongTokens; tried += 1) await guess(`wrong-${tried}`, `198.51.100.${tried}, 203.0.113.20`)
    expect((await guess('ada-token', '203.0.113.20')).status).toBe(429)
    for (let tried = 0; tried < LIMITS.maxWrongTokens; tried += 1) await guess(`wrong-${tried}`, `2001:db8:1:2:${tried}::1`)
    expect((await guess('ada-token', '2001:db8:1:2::ffff')).status).toBe(429)
    expect((await guess('ada-token', '2001:db8:1:3::1')).status).toBe(201)
  })

  it('this machine is never kept waiting', async () => {
    for (let tried = 0; tried < LIMITS.maxWrongTokens + 1; tried += 1) expect((await signIn(gateway, `wrong-${tried}`, {})).status).toBe(401)
    expect((await signIn(gateway, 'ada-token', {})).status).toBe(201)
  })

  it('a body that is no token is refused before anything is counted', async () => {
    for (const token of ['', 'x'.repeat(513)]) expect((await guess(token)).status).toBe(422)
    expect((await memory.attempts.seen('203.0.113.9')).count).toBe(0)
  })
})
