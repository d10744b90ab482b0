import { connect } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { type GatewayUnderTest, startGateway } from './testing/gateway-under-test.ts'
import { createServicesDouble, type ServicesDouble } from './testing/services-double.ts'

const open: GatewayUnderTest[] = []
afterEach(async () => {
  for (const gateway of open.splice(0)) await gateway.close(500)
})

async function gatewayOf(double: ServicesDouble = createServicesDouble(), options: Parameters<typeof startGateway>[1] = {}): Promise<GatewayUnderTest> {
  const gateway = await startGateway(double.services, options)
  open.push(gateway)
  return gateway
}

const JSON_TYPE = { 'content-type': 'application/json' }

describe('who may call', () => {
  it('[UI-20] a preflight from the configured origin gets 204 with the origin echoed, any other no allow header', async () => {
    const gateway = await gatewayOf(createServicesDouble(), { origins: ['https://flows.example.org'] })
    const preflight = (origin: string) =>
      fetch(`${gateway.url}/api/v1/runs`, { method: 'OPTIONS', headers: { origin, 'access-control-request-method': 'POST' } })
    const listed = await preflight('https://flows.example.org')
    expect([listed.status, listed.headers.get('access-control-allow-origin')]).toEqual([204, 'https://flows.example.org'])
    expect(listed.headers.get('access-control-allow-headers')).toContain('idempotency-key')
    const foreign = await preflight('https://evil.example')
    expect(foreign.headers.get('access-control-allow-origin')).toBeNull()
  })

  it('a page of another origin changes nothing, on REST and tRPC', async () => {
    const double = createServicesDouble()
    const gateway = await gatewayOf(double)
    for (const path of ['/api/v1/runs', '/runs', '/trpc/runs.start']) {
      const answer = await fetch(gateway.url + path, { method: 'POST', headers: { ...JSON_TYPE, origin: 'https://evil.example' }, body: '{}' })
      expect([path, answer.status, await answer.json()]).toMatchObject([path, 403, { code: 'request.origin' }])
    }
    expect(double.callers).toEqual([])
  })

  it('a name we do not answer to is refused, an address and localhost are not', async () => {
    const gateway = await gatewayOf(createServicesDouble(), { hosts: ['builder.internal'] })
    const statusFor = (host: string) =>
      new Promise<string>((resolve, reject) => {
        const socket = connect(gateway.port, '127.0.0.1', () => socket.write(`GET /api/v1/workflows HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`))
        let text = ''
        socket.on('data', (chunk) => {
          text += chunk
        })
        socket.on('end', () => resolve(text.slice(9, 12)))
        socket.on('error', reject)
      })
    const hosts = ['127.0.0.1:7420', 'localhost:7420', '[::1]:7420', 'builder.internal', 'rebound.example:7420', 'localhost.evil.example', '']
    expect(await Promise.all(hosts.map(statusFor))).toEqual(['200', '200', '200', '200', '403', '403', '403'])
  })

  it('[D-31] with a token configured: this machine without, a forwarded request only with it', async () => {
    const double = createServicesDouble()
    const gateway = await gatewayOf(double, { credentials: { apiToken: 'open-sesame', local: { workspaceId: 'local', actor: { kind: 'human', id: 'me' } } } })
    const forwarded = { 'x-forwarded-for': '203.0.113.9' }
    const status = async (path: string, headers: Record<string, string>) => (await fetch(gateway.url + path, { headers })).status
    for (const path of ['/api/v1/workflows', '/trpc/workflows.list']) {
      expect(await status(path, {})).toBe(200)
      expect(await status(path, forwarded)).toBe(401)
      expect(await status(path, { ...forwarded, authorization: 'Bearer wrong' })).toBe(401)
      expect(await status(path, { authorization: 'Bearer wrong' })).toBe(401)
      expect(await status(path, { ...forwarded, authorization: 'Bearer open-sesame' })).toBe(200)
    }
    expect(new Set(double.callers.map(({ actor }) => actor.id))).toEqual(new Set(['me']))
  })
})
