import { Redis } from 'ioredis'
import { afterEach, expect, it } from 'vitest'
import { closeAll, closeLater } from './testing/engine-fixtures.ts'
import { type ServerProcess, startProcessGroup } from './testing/server-process.ts'
import { describeWith, REDIS } from './testing/services.ts'
import { waitUntil } from './testing/wait-until.ts'
import { functionNode, workflow } from './testing/workflows.ts'

const LONG_MS = 240_000
/** Nobody of this machine, so that only a credential counts. */
const ELSEWHERE = { 'x-forwarded-for': '203.0.113.9', 'content-type': 'application/json' }

const ask = (server: ServerProcess, path: string, headers: Record<string, string>, body?: unknown) =>
  fetch(server.url + path, {
    headers: { ...ELSEWHERE, ...headers, origin: new URL(server.url).origin },
    ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
  })

describeWith(REDIS, 'sessions and servers that die', (url) => {
  afterEach(closeAll)

  it(
    '[DB-06] [D-31] a session outlives its server, what it does is the deed of its person, and the TTL of its key ends it',
    async () => {
      const processes = await startProcessGroup({ AOB_API_TOKENS: 'ada:ada-token,bo:bo-token' })
      closeLater(processes)
      const first = await processes.start('all')
      const signedIn = await ask(first, '/session', {}, { token: 'bo-token' })
      expect(signedIn.status).toBe(201)
      const cookie = signedIn.headers.get('set-cookie')?.split(';', 1)[0] ?? ''
      await first.kill()

      const second = await processes.start('all')
      expect(await (await ask(second, '/session', { cookie })).json()).toMatchObject({ by: 'session', principal: { id: 'bo' } })
      const local = { by: 'place', principal: { id: 'local-user', name: 'Local user' } }
      expect(await (await fetch(`${second.url}/session`)).json()).toEqual(local)
      const document = workflow('Of bo', [functionNode('a', 'return 1')], [])
      expect((await ask(second, '/workflows', { cookie }, { workflow: document })).status).toBe(201)
      expect(await processes.database.query('SELECT actor FROM tag_moves')).toEqual([{ actor: { kind: 'human', id: 'bo', name: 'bo' } }])

      const redis = new Redis(url)
      closeLater({ close: async () => redis.disconnect() })
      const keys = await redis.keys(`${processes.prefix}aob:session:*`)
      expect(keys).toHaveLength(1)
      const key = keys[0] ?? ''
      expect(await redis.pttl(key)).toBeGreaterThan(0)
      expect(key + (await redis.get(key))).not.toContain(cookie.split('=')[1])
      expect(await redis.get(key)).not.toContain('bo-token')
      await redis.pexpire(key, 1)
      await waitUntil('the session to have ended', async () => (await ask(second, '/session', { cookie })).status === 401)
      expect(second.log()).not.toMatch(/bo-token|"level":"error"/)
    },
    LONG_MS,
  )
})
