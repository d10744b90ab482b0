import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type GatewayUnderTest, startGateway } from './testing/gateway-under-test.ts'
import { createServicesDouble } from './testing/services-double.ts'

let folder: string
let gateway: GatewayUnderTest

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'aob-pages-'))
  const root = path.join(folder, 'web')
  await mkdir(path.join(root, 'assets'), { recursive: true })
  await writeFile(path.join(folder, 'secret.txt'), 'secret')
  await writeFile(path.join(root, '.env'), 'secret')
  await writeFile(path.join(root, 'index.html'), '<!doctype html><title>page</title>')
  await mkdir(path.join(root, 'pages'))
  await writeFile(path.join(root, 'pages.json'), JSON.stringify({ '/w/*': '/pages/editor.html', '/w/*/versions': '/pages/gone.html' }))
  await writeFile(path.join(root, 'pages', 'editor.html'), '<!doctype html><title>editor</title>')
  await writeFile(path.join(root, 'assets', 'app-1a2b.js'), 'console.log(1)')
  await writeFile(path.join(root, 'assets', 'app-1a2b.js.gz'), gzipSync('console.log(1)'))
  await writeFile(path.join(root, 'assets', 'core-9z.wasm'), Buffer.from([0, 0x61, 0x73, 0x6d]))
  gateway = await startGateway(createServicesDouble().services, { staticDir: root })
})
afterAll(async () => {
  await gateway.close(500)
  await rm(folder, { recursive: true, force: true })
})

const html = { accept: 'text/html,application/xhtml+xml' }

describe('the built page', () => {
  it('comes with a policy without inline scripts and with WebAssembly', async () => {
    const answer = await fetch(`${gateway.url}/`)
    const policy = answer.headers.get('content-security-policy') ?? ''
    expect([answer.status, answer.headers.get('cache-control'), answer.headers.get('x-content-type-options')]).toEqual([200, 'no-cache', 'nosniff'])
    expect(policy).toContain("script-src 'self' 'wasm-unsafe-eval';")
    expect(policy).toContain("worker-src 'self' blob:")
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).toContain(`connect-src 'self' ws://127.0.0.1:${gateway.port} wss://127.0.0.1:${gateway.port};`)
  })

  it('answers its own addresses, also where the API has a short alias', async () => {
    for (const address of ['/runs', '/runs/01890000-0000-7000-8000-000000000001', '/workflows/orders', '/inbox']) {
      const answer = await fetch(gateway.url + address, { headers: html })
      expect([address, answer.status, await answer.text()]).toEqual([address, 200, '<!doctype html><title>page</title>'])
    }
    const alias = await fetch(`${gateway.url}/workflows`)
    expect([alias.status, await alias.json()]).toEqual([200, []])
  })

  it('gives an address the page that names what it fetches first, whatever its name is, and the general one where there is none', async () => {
    const titled = async (address: string) => {
      const answer = await fetch(gateway.url + address, { headers: html })
      return [answer.status, answer.headers.get('content-type'), /<title>(.*)<\/title>/.exec(await answer.text())?.[1]]
    }
    const type = 'text/html; charset=utf-8'
    for (const name of ['orders', 'Order%20enrichment', 'Report%20v1.2', 'a.js', '%E0%A4%A', '__proto__'])
      expect([name, ...(await titled(`/w/${name}`))]).toEqual([name, 200, type, 'editor'])
    for (const address of ['/', '/w/', '/w/orders/versions', '/constructor', '/w/orders/x'])
      expect([address, ...(await titled(address))]).toEqual([address, 200, type, 'page'])
    expect((await titled('/w.js'))[0]).toBe(404)
  })

  it('keeps hashed files for ever and sends the compressed ones where they exist', async () => {
    const plain = await fetch(`${gateway.url}/assets/app-1a2b.js`, { headers: { 'accept-encoding': 'identity' } })
    expect([plain.headers.get('cache-control'), plain.headers.get('content-encoding'), plain.headers.get('content-type')]).toEqual([
      'public, max-age=31536000, immutable',
      null,
      'text/javascript; charset=utf-8',
    ])
    const zipped = await fetch(`${gateway.url}/assets/app-1a2b.js`, { headers: { 'accept-encoding': 'gzip, br' } })
    expect([zipped.headers.get('content-encoding'), await zipped.text()]).toEqual(['gzip', 'console.log(1)'])
    const wasm = await fetch(`${gateway.url}/assets/core-9z.wasm`)
    expect(wasm.headers.get('content-type')).toBe('application/wasm')
  })

  it('answers 304 to a client that has the file', async () => {
    const first = await fetch(`${gateway.url}/assets/app-1a2b.js`)
    const again = await fetch(`${gateway.url}/assets/app-1a2b.js`, { headers: { 'if-none-match': first.headers.get('etag') ?? '' } })
    expect(again.status).toBe(304)
  })

  it('does not pretend a missing file is the page, and leaves its folder for nobody', async () => {
    for (const address of ['/assets/gone.js', '/logo.png', '/.env', '/%2e%2e/secret.txt', '/..%2fsecret.txt', '/assets/..%5c..%5csecret.txt', '/%00', '/%ff']) {
      const answer = await fetch(gateway.url + address, { headers: html })
      const text = await answer.text()
      expect([address, text.includes('secret:') || text === 'secret']).toEqual([address, false])
      if (path.extname(address) !== '') expect([address, answer.status]).toEqual([address, 404])
    }
  })
})

describe('what operators ask', () => {
  it('[AP-06] health, readiness and metrics answer without a credential, under any name', async () => {
    for (const [address, type] of [
      ['/healthz', 'application/json'],
      ['/readyz', 'application/json'],
      ['/metrics', 'text/plain'],
    ] as const) {
      const answer = await fetch(gateway.url + address)
      expect([address, answer.status, answer.headers.get('content-type')?.startsWith(type)]).toEqual([address, 200, true])
    }
  })

  it('[OB-01] requests are measured by kind, method and status', async () => {
    await fetch(`${gateway.url}/api/v1/workflows`)
    const text = await (await fetch(`${gateway.url}/metrics`)).text()
    expect(text).toMatch(/aob_http_request_duration_seconds_count\{kind="rest",method="GET",status="200"\} \d+/)
  })

  it('a part that is down makes it not ready, and says which', async () => {
    const down = createServicesDouble({ system: { ready: async () => ({ ready: false, parts: { database: 'refused' } }) } })
    const other = await startGateway(down.services)
    const answer = await fetch(`${other.url}/readyz`)
    expect([answer.status, await answer.json()]).toEqual([503, { status: 'unavailable', parts: { database: 'refused' } }])
    await other.close(500)
  })
})
