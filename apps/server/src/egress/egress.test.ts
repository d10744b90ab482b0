import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { DomainError } from '../domain-error.ts'
import { createEgress, type Egress, type EgressRequest } from './egress.ts'

interface Seen {
  method: string
  url: string
  headers: IncomingMessage['headers']
  body: string
}

let server: Server
let port: number
const seen: Seen[] = []
const opened: Egress[] = []

function answer(request: IncomingMessage, response: ServerResponse): void {
  const url = new URL(request.url ?? '/', 'http://x')
  const to = url.searchParams.get('to')
  if (url.pathname === '/redirect') response.writeHead(Number(url.searchParams.get('status')), { location: to ?? '' }).end('moved')
  else if (url.pathname === '/chain') {
    const left = Number(url.searchParams.get('n'))
    response.writeHead(302, { location: left > 1 ? `/chain?n=${left - 1}` : '/ok' }).end()
  } else if (url.pathname === '/big') response.end(Buffer.alloc(Number(url.searchParams.get('bytes')), 65))
  else if (url.pathname === '/bomb') response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(Buffer.alloc(5_000_000)))
  else if (url.pathname === '/slow') setTimeout(() => response.end('late'), 5_000).unref()
  else if (url.pathname === '/cut') request.socket.destroy()
  else response.writeHead(200, { 'content-type': 'text/plain', 'x-seen': request.method ?? '' }).end('ok')
}

beforeAll(async () => {
  server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk) => {
      body += chunk
    })
    request.on('end', () => {
      seen.push({ method: request.method ?? '', url: request.url ?? '', headers: request.headers, body })
      answer(request, response)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  port = (server.address() as AddressInfo).port
})
afterEach(() => {
  seen.length = 0
})
afterAll(async () => {
  await Promise.all(opened.map((egress) => egress.close()))
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
})

function open(options: Parameters<typeof createEgress>[0] = {}): Egress {
  const egress = createEgress(options)
  opened.push(egress)
  return egress
}
const allowed = (limits = {}) => open({ allow: [`127.0.0.1:${port}`], limits })

async function codeOf(egress: Egress, url: string, request: EgressRequest = { method: 'GET' }): Promise<string> {
  try {
    await egress.fetch(url, request)
    return 'none'
  } catch (error) {
    return error instanceof DomainError ? error.code : String(error)
  }
}

describe('fetch', () => {
  it('sends method, headers and body and reads the answer', async () => {
    const response = await allowed().fetch(`http://127.0.0.1:${port}/x`, { method: 'POST', headers: { 'X-A': '1' }, body: 'hello' })
    expect(response.status).toBe(200)
    expect(Buffer.from(response.body).toString()).toBe('ok')
    expect(seen).toMatchObject([{ method: 'POST', url: '/x', body: 'hello', headers: { 'x-a': '1' } }])
  })

  it('[SE-02] refuses a loopback address without connecting', async () => {
    expect(await codeOf(open(), `http://127.0.0.1:${port}/x`)).toBe('ssrf.address')
    expect(seen).toEqual([])
  })

  it('[SE-02] refuses a name that resolves to a private address, also when another address is public', async () => {
    const inside = open({ resolve: async () => [{ address: '127.0.0.1', family: 4 }] })
    expect(await codeOf(inside, `http://rebound.test:${port}/x`)).toBe('ssrf.address')
    const mixed = open({
      resolve: async () => [
        { address: '93.184.215.14', family: 4 },
        { address: '127.0.0.1', family: 4 },
      ],
    })
    expect(await codeOf(mixed, `http://rebound.test:${port}/x`)).toBe('ssrf.address')
    expect(seen).toEqual([])
  })

  it('[SE-02] an allowed name does not allow its address under another port', async () => {
    const egress = open({ allow: [`inside.test:${port}`], resolve: async () => [{ address: '127.0.0.1', family: 4 }] })
    expect(await codeOf(egress, `http://inside.test:${port}/x`)).toBe('none')
    expect(await codeOf(egress, `http://inside.test:${port + 1}/x`)).toBe('ssrf.address')
  })

  it('rejects, never throws, whatever it is handed', async () => {
    const egress = open()
    for (const url of ['', 'http://', '::', 'http://[', '\u0000', 'http://%00/', 'http://xn--/']) {
      let promise: Promise<unknown> | undefined
      expect(() => {
        promise = egress.fetch(url, { method: 'GET' })
      }).not.toThrow()
      await expect(promise, url).rejects.toBeInstanceOf(DomainError)
    }
    await expect(allowed().fetch(`http://127.0.0.1:${port}/x`, { method: 'GET', headers: { 'bad header': 'x' } })).rejects.toBeInstanceOf(DomainError)
  })

  it('says what failed on the network', async () => {
    expect(await codeOf(allowed(), `http://127.0.0.1:${port}/cut`)).toBe('http.unavailable')
    const nobody = open({ resolve: async () => Promise.reject(new Error('ENOTFOUND')) })
    expect(await codeOf(nobody, 'http://nobody.test/')).toBe('http.unavailable')
  })

  it('ends at its own limit and at the caller’s signal', async () => {
    expect(await codeOf(allowed({ timeoutMs: 50 }), `http://127.0.0.1:${port}/slow`)).toBe('http.timeout')
    expect(await codeOf(allowed(), `http://127.0.0.1:${port}/slow`, { method: 'GET', signal: AbortSignal.timeout(50) })).toBe('http.timeout')
  })

  it('bounds the body at its edge, after decompression', async () => {
    const egress = allowed({ maxResponseBytes: 1000 })
    expect(await codeOf(egress, `http://127.0.0.1:${port}/big?bytes=1000`)).toBe('none')
    expect(await codeOf(egress, `http://127.0.0.1:${port}/big?bytes=1001`)).toBe('limit.bytes')
    expect(await codeOf(egress, `http://127.0.0.1:${port}/bomb`)).toBe('limit.bytes')
  })
})

describe('redirects', () => {
  const redirect = (status: number, to: string) => `http://127.0.0.1:${port}/redirect?status=${status}&to=${encodeURIComponent(to)}`

  it.each([
    ['http://169.254.169.254/', 'ssrf.address'],
    ['file:///etc/passwd', 'ssrf.protocol'],
    ['http://localhost:1/', 'ssrf.host'],
    ['/admin', 'ssrf.path'],
    ['//127.0.0.1:1/x', 'ssrf.address'],
    ['http://[', 'ssrf.url'],
  ])('[SE-04] one to %s is %s', async (to, code) => {
    for (const status of [301, 302, 303, 307, 308]) expect(await codeOf(allowed(), redirect(status, to))).toBe(code)
  })

  it('follows up to the limit and no further', async () => {
    const egress = allowed({ maxRedirects: 5 })
    expect(await codeOf(egress, `http://127.0.0.1:${port}/chain?n=5`)).toBe('none')
    expect(await codeOf(egress, `http://127.0.0.1:${port}/chain?n=6`)).toBe('ssrf.redirects')
  })

  it.each([
    [301, 'GET', ''],
    [302, 'GET', ''],
    [303, 'GET', ''],
    [307, 'POST', 'body'],
    [308, 'POST', 'body'],
  ])('after %d a POST becomes %s', async (status, method, body) => {
    await allowed().fetch(redirect(status, '/ok'), { method: 'POST', headers: { 'content-type': 'text/plain' }, body: 'body' })
    expect(seen[1]).toMatchObject({ method, body, url: '/ok' })
    expect(seen[1]?.headers['content-type']).toBe(body === '' ? undefined : 'text/plain')
  })

  it('keeps credentials on the same origin and drops them towards another', async () => {
    const headers = { Authorization: 'Bearer secret', Cookie: 'a=b', 'X-Api-Key': 'k', 'Idempotency-Key': 'key-1' }
    const egress = open({ allow: [`127.0.0.1:${port}`, `other.test:${port}`], resolve: async () => [{ address: '127.0.0.1', family: 4 }] })
    await egress.fetch(redirect(307, '/same'), { method: 'GET', headers })
    expect(seen[1]?.headers).toMatchObject({ authorization: 'Bearer secret', cookie: 'a=b', 'x-api-key': 'k' })
    seen.length = 0
    await egress.fetch(redirect(307, `http://other.test:${port}/other`), { method: 'GET', headers })
    expect(seen[1]?.headers).toMatchObject({ 'idempotency-key': 'key-1' })
    for (const name of ['authorization', 'cookie', 'x-api-key']) expect(seen[1]?.headers[name], name).toBeUndefined()
  })
})
