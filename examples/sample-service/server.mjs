// The sample service: the outside world of the example workflows. Node built-ins only.
//
//   node server.mjs [--port 7421] [--host 127.0.0.1] [--state <file>]
//
// Every address takes ?delayMs= (answer later) and ?failTimes=n (503 for the first n requests with one idempotency key).
import { createServer } from 'node:http'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { EffectLedger } from './effects.mjs'
import { READS, WRITES } from './routes.mjs'

const MAX_BODY_BYTES = 1_000_000
const MAX_DELAY_MS = 30_000

const problem = (status, detail) => ({ status, body: { status, detail } })

async function readJson(request) {
  const chunks = []
  let size = 0
  for await (const chunk of request) {
    size += chunk.length
    if (size > MAX_BODY_BYTES) return { failure: problem(413, 'The body is larger than 1 MB.') }
    chunks.push(chunk)
  }
  if (size === 0) return { value: null }
  try {
    return { value: JSON.parse(Buffer.concat(chunks).toString('utf8')) }
  } catch {
    return { failure: problem(400, 'The body is not JSON.') }
  }
}

function read(pathname, query) {
  for (const [pattern, answer] of READS) {
    const match = pattern.exec(pathname)
    if (match) return answer(match.slice(1).map(decodeURIComponent), query) ?? problem(404, `There is nothing at ${pathname}.`)
  }
  return problem(404, `There is nothing at ${pathname}.`)
}

function write(ledger, pathname, key, request) {
  const route = WRITES.find(([pattern]) => pattern.test(pathname))
  if (!route) return problem(404, `Nothing can be sent to ${pathname}.`)
  const [, kind, answer] = route
  const outcome = ledger.record({ kind, key, request, answer: (serial) => answer(serial, request) })
  if ('reused' in outcome) return problem(422, 'This idempotency key was used for another request.')
  return { ...outcome.answer, headers: outcome.replayed ? { 'idempotency-replayed': 'true' } : {} }
}

/** Fails the first requests of a key on purpose, so that retries can be watched. */
class Refusals {
  counts = new Map()

  refuses(key, times) {
    const seen = this.counts.get(key) ?? 0
    if (seen >= times) return false
    this.counts.set(key, seen + 1)
    return true
  }
}

async function answer(request, ledger, refusals) {
  const url = new URL(request.url ?? '/', 'http://sample')
  const { pathname, searchParams } = url
  if (pathname === '/healthz') return { status: 200, body: { status: 'ok' } }
  if (pathname === '/effects') return { status: 200, body: ledger.list(searchParams.get('kind')) }
  const body = await readJson(request)
  if (body.failure) return body.failure
  const header = request.headers['idempotency-key']
  const key = typeof header === 'string' && header !== '' ? header : undefined
  const failTimes = Number(searchParams.get('failTimes') ?? 0)
  if (failTimes > 0 && refusals.refuses(key ?? '', failTimes)) return { ...problem(503, 'Overloaded, try again.'), headers: { 'retry-after': '0' } }
  return request.method === 'GET' || request.method === 'HEAD' ? read(pathname, searchParams) : write(ledger, pathname, key, body.value)
}

function delayOf(request) {
  const delay = Number(new URL(request.url ?? '/', 'http://sample').searchParams.get('delayMs') ?? 0)
  return Number.isFinite(delay) ? Math.min(Math.max(delay, 0), MAX_DELAY_MS) : 0
}

function send(response, { status, body, headers = {} }) {
  response.writeHead(status, { 'content-type': 'application/json', ...headers })
  response.end(JSON.stringify(body))
}

/**
 * Starts the service.
 * @param {{port?: number, host?: string, stateFile?: string}} [options] port 0 takes a free one
 * @returns {Promise<{url: string, port: number, ledger: EffectLedger, close(): Promise<void>}>}
 */
export async function startSampleService({ port = 0, host = '127.0.0.1', stateFile } = {}) {
  const ledger = new EffectLedger(stateFile)
  const refusals = new Refusals()
  const server = createServer((request, response) => {
    answer(request, ledger, refusals)
      .catch((error) => problem(400, error instanceof Error ? error.message : String(error)))
      // The effect has happened; only the answer is late, as it is when a network is slow.
      .then((result) => setTimeout(() => send(response, result), delayOf(request)))
  })
  await new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, resolve)
  })
  const address = server.address()
  const actual = typeof address === 'object' && address ? address.port : port
  return {
    url: `http://${host}:${actual}`,
    port: actual,
    ledger,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

async function main() {
  const { values } = parseArgs({
    options: { port: { type: 'string', default: '7421' }, host: { type: 'string', default: '127.0.0.1' }, state: { type: 'string' } },
  })
  const service = await startSampleService({ port: Number(values.port), host: values.host, ...(values.state ? { stateFile: values.state } : {}) })
  console.log(`sample service at ${service.url}`)
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => void service.close().then(() => process.exit(0)))
}

if (process.argv[1] && path.resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  main().catch((error) => {
    console.error(`The sample service cannot start: ${error instanceof Error ? error.message : String(error)}`)
    process.exitCode = 1
  })
}
