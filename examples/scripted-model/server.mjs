// The scripted model: speaks the OpenAI chat completions protocol and plays the script named by the request's model.
//
//   node server.mjs [--port 7422] [--host 127.0.0.1] [--scripts <folder>]
//
// It keeps nothing between requests but which first messages it has seen, so it can be restarted at any time.
import { readdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { chunks, completion, TokenCounter } from './completions.mjs'
import { play } from './player.mjs'

const PREFIX = 'scripted/'
const MAX_BODY_BYTES = 8_000_000
const here = path.dirname(fileURLToPath(import.meta.url))

/** Every `<name>.json` of a folder as the model `scripted/<name>`. */
export function loadScripts(folder = path.join(here, 'scripts')) {
  const files = readdirSync(folder).filter((file) => file.endsWith('.json'))
  return new Map(files.map((file) => [PREFIX + path.basename(file, '.json'), JSON.parse(readFileSync(path.join(folder, file), 'utf8'))]))
}

class Refusal extends Error {
  constructor(status, message, code) {
    super(message)
    this.status = status
    this.code = code
  }
}

async function readRequest(request) {
  const parts = []
  let size = 0
  for await (const chunk of request) {
    size += chunk.length
    if (size > MAX_BODY_BYTES) throw new Refusal(413, 'The request is too large.', 'request_too_large')
    parts.push(chunk)
  }
  let body
  try {
    body = JSON.parse(Buffer.concat(parts).toString('utf8'))
  } catch {
    throw new Refusal(400, 'The body is not JSON.', 'invalid_json')
  }
  if (typeof body?.model !== 'string' || !Array.isArray(body.messages)) throw new Refusal(400, 'model and messages are needed.', 'invalid_request')
  return body
}

function sendJson(response, status, body) {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

function sendStream(response, body, answer, usage) {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' })
  const wantsUsage = body.stream_options?.include_usage === true
  for (const chunk of chunks(body.model, body.messages, answer, usage)) {
    if (chunk.choices.length > 0 || wantsUsage) response.write(`data: ${JSON.stringify(chunk)}\n\n`)
  }
  response.end('data: [DONE]\n\n')
}

async function complete(state, request, response) {
  const body = await readRequest(request)
  const script = state.scripts.get(body.model)
  if (!script) throw new Refusal(404, `There is no script ${body.model}; there are ${[...state.scripts.keys()].join(', ')}.`, 'model_not_found')
  const answer = play(script, body.messages)
  const usage = state.counter.usage(body.messages, answer)
  if (answer.delayMs > 0 && state.pace > 0) await new Promise((resolve) => setTimeout(resolve, answer.delayMs * state.pace))
  if (body.stream === true) sendStream(response, body, answer, usage)
  else sendJson(response, 200, completion(body.model, body.messages, answer, usage))
}

async function answer(state, request, response) {
  const { pathname } = new URL(request.url ?? '/', 'http://model')
  if (request.method === 'GET' && pathname === '/healthz') return sendJson(response, 200, { status: 'ok' })
  if (request.method === 'GET' && pathname === '/v1/models') {
    return sendJson(response, 200, { object: 'list', data: [...state.scripts.keys()].map((id) => ({ id, object: 'model', created: 0, owned_by: 'scripts' })) })
  }
  if (request.method === 'POST' && pathname === '/v1/chat/completions') return complete(state, request, response)
  throw new Refusal(404, `There is nothing at ${pathname}.`, 'not_found')
}

function sendFailure(response, error) {
  const known = error instanceof Refusal
  const message = error instanceof Error ? error.message : String(error)
  sendJson(response, known ? error.status : 422, { error: { message, type: 'invalid_request_error', code: known ? error.code : 'script_failed', param: null } })
}

/**
 * Starts the scripted model.
 * @param {{port?: number, host?: string, scripts?: Map<string, object>, pace?: number}} [options] port 0 takes a free one; pace scales the scripts' pauses
 * @returns {Promise<{url: string, port: number, close(): Promise<void>}>} url is the base URL for OpenAI clients
 */
export async function startScriptedModel({ port = 0, host = '127.0.0.1', scripts = loadScripts(), pace = 1 } = {}) {
  const state = { scripts, counter: new TokenCounter(), pace }
  const server = createServer((request, response) => {
    answer(state, request, response).catch((error) => sendFailure(response, error))
  })
  await new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, resolve)
  })
  const address = server.address()
  const actual = typeof address === 'object' && address ? address.port : port
  return {
    url: `http://${host}:${actual}/v1`,
    port: actual,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

async function main() {
  const { values } = parseArgs({
    options: { port: { type: 'string', default: '7422' }, host: { type: 'string', default: '127.0.0.1' }, scripts: { type: 'string' } },
  })
  const model = await startScriptedModel({ port: Number(values.port), host: values.host, scripts: loadScripts(values.scripts) })
  console.log(`scripted model at ${model.url}`)
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => void model.close().then(() => process.exit(0)))
}

if (process.argv[1] && path.resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  main().catch((error) => {
    console.error(`The scripted model cannot start: ${error instanceof Error ? error.message : String(error)}`)
    process.exitCode = 1
  })
}
