import { existsSync, readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DomainError } from '../domain-error.ts'
import { createEgress, type Egress } from './egress.ts'

interface Row {
  url: string
  class: string
  expect: 'block' | 'allow'
}

const root = resolve(fileURLToPath(new URL('../../../..', import.meta.url)))
const file = join(resolve(root, process.env.AOB_CORPORA ?? '../shared/corpora'), 'ssrf', 'ssrf.jsonl')
const rows: Row[] = existsSync(file)
  ? readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Row)
  : []

describe.skipIf(rows.length === 0)(`the SSRF corpus${rows.length === 0 ? ' (skipped: no corpus at AOB_CORPORA)' : ''}`, () => {
  let sink: Server
  let canary: Server
  let egress: Egress
  let canaryCalls = 0

  beforeAll(async () => {
    canary = createServer((_, response) => {
      canaryCalls += 1
      response.end('canary')
    })
    await new Promise<void>((done) => canary.listen(0, '127.0.0.1', done))
    sink = createServer((request, response) => {
      const url = new URL(request.url ?? '/', 'http://x')
      const to = url.searchParams.get('to')?.replaceAll('{PORT}', String((canary.address() as AddressInfo).port))
      const left = Number(url.searchParams.get('n') ?? 1)
      if (url.pathname === '/redirect') response.writeHead(Number(url.searchParams.get('status')), { location: to ?? '' }).end()
      else if (url.pathname === '/chain')
        response.writeHead(302, { location: left > 1 ? `/chain?n=${left - 1}&to=${encodeURIComponent(to ?? '')}` : (to ?? '') }).end()
      else response.end('ok')
    })
    await new Promise<void>((done) => sink.listen(0, '127.0.0.1', done))
    const port = (sink.address() as AddressInfo).port
    // Every name answers with loopback: whatever is not refused before connecting has to be refused while connecting.
    egress = createEgress({ allow: [`allowed.test:${port}`, `xn--mnchen-3ya.test:${port}`], resolve: async () => [{ address: '127.0.0.1', family: 4 }] })
  })
  afterAll(async () => {
    await egress.close()
    for (const server of [sink, canary]) {
      server.closeAllConnections()
      await new Promise((done) => server.close(done))
    }
  })

  async function outcome(url: string): Promise<string> {
    try {
      await egress.fetch(url, { method: 'GET' })
      return 'allow'
    } catch (error) {
      return error instanceof DomainError ? error.code : String(error)
    }
  }

  it(`[SE-02] judges all ${rows.length} rows as expected and never reaches the canary`, async () => {
    const wrong: string[] = []
    for (const row of rows) {
      const url = row.url
        .replaceAll('{PORT}', String((canary.address() as AddressInfo).port))
        .replaceAll('{SINK}', String((sink.address() as AddressInfo).port))
      const result = await outcome(url)
      const fine = row.expect === 'allow' ? result === 'allow' : result.startsWith('ssrf.')
      if (!fine) wrong.push(`${row.class} ${row.url}: ${result}`)
    }
    expect(wrong).toEqual([])
    expect(canaryCalls).toBe(0)
  }, 30_000)
})
