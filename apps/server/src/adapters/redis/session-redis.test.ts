import { createHash } from 'node:crypto'
import { Redis } from 'ioredis'
import { afterAll, expect, test } from 'vitest'
import { sessionStoreSuite } from '../../conformance/session-store-suite.ts'
import { describeWith, freshPrefix, REDIS } from '../../testing/services.ts'
import { startTcpProxy } from '../../testing/tcp-proxy.ts'
import { waitUntil } from '../../testing/wait-until.ts'
import { createSessionRedis } from './session-redis.ts'

const quiet = { warn: () => undefined }

describeWith(REDIS, 'sessions on Redis', (url) => {
  const root = freshPrefix()
  const admin = new Redis(url, { lazyConnect: true })
  let count = 0
  const open = (prefix: string, address = url) => createSessionRedis({ url: address, prefix, logger: quiet, storeTimeoutMs: 2_000 })
  afterAll(async () => {
    const keys = await admin.keys(`${root}*`)
    if (keys.length > 0) await admin.unlink(...keys)
    admin.disconnect()
  })

  sessionStoreSuite('Redis', async () => ({
    ...open(`${root}${count++}:`),
    // The clock of Redis is the only one that ends a session: a key of its own says when so much time has passed there.
    async pass(ms) {
      const clock = `${root}clock:${count++}`
      await admin.set(clock, '', 'PX', ms)
      await waitUntil('Redis to let the time pass', async () => (await admin.exists(clock)) === 0)
    },
  }))

  const session = { personId: 'ada', endsAt: 1_900_000_000_000, proof: 'of a token' }

  test('[DB-06] it lies under one key with a TTL, and another process finds it there', async () => {
    const prefix = `${root}shared:`
    const [one, other] = [open(prefix), open(prefix)]
    const id = createHash('sha256').update('secret').digest('base64url')
    await one.sessions.put(id, session, 60_000)
    expect(await admin.keys(`${prefix}*`)).toEqual([`${prefix}aob:session:${id}`])
    expect(await admin.pttl(`${prefix}aob:session:${id}`)).toBeGreaterThan(30_000)
    expect((await other.sessions.get(id))?.session).toEqual(session)
    await other.sessions.remove(id)
    expect(await one.sessions.get(id)).toBeUndefined()
    await one.attempts.add('203.0.113.9', 'mark', { keepMs: 60_000, most: 10 })
    expect(await admin.pttl(`${prefix}aob:wrong-tokens:203.0.113.9`)).toBeGreaterThan(30_000)
    await Promise.all([one.close(), other.close()])
  })

  test('what other hands wrote under its key is no session', async () => {
    const prefix = `${root}foreign:`
    const store = open(prefix)
    for (const text of ['nonsense', 'null', '[]', '{"personId":"ada"}', '{"personId":1,"endsAt":2,"proof":"x"}']) {
      await admin.set(`${prefix}aob:session:id`, text)
      expect([text, await store.sessions.get('id')]).toEqual([text, undefined])
    }
    await store.close()
  })

  test('a Redis that is away is said to be away, and no session is taken for ended', async () => {
    const address = new URL(url)
    const proxy = await startTcpProxy({ host: address.hostname, port: Number(address.port) })
    const store = open(`${root}away:`, `redis://127.0.0.1:${proxy.port}`)
    await store.sessions.put('id', session, 600_000)
    proxy.cut()
    const away = { code: 'service.unavailable' }
    await Promise.all([
      expect(store.sessions.get('id')).rejects.toMatchObject(away),
      expect(store.attempts.add('a', 'b', { keepMs: 1_000, most: 10 })).rejects.toMatchObject(away),
    ])
    proxy.mend()
    await waitUntil('Redis to be back', () => store.sessions.get('id').catch(() => undefined))
    await store.close()
    await proxy.close()
  })
})
