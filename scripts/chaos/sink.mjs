/** The world outside: an HTTP service that honours idempotency keys and writes down everything that arrives. */
import { createServer } from 'node:http'

/**
 * @typedef {object} Sink
 * @property {string} url
 * @property {string} hostPort
 * @property {(path: string) => number} arrivals requests for this path, repeated ones included
 * @property {(path: string) => number} effects distinct keys that had an effect on this path
 * @property {(path: string) => number} withoutKey
 * @property {() => { arrivals: number, effects: number }} totals
 * @property {(aim: Aim | undefined) => void} aimAtNext
 * @property {() => Promise<void>} close
 */

/** @typedef {{ moment: 'before-answer' | 'after-answer', strike: (remotePort: number) => void }} Aim strikes at the caller of the next effect */

/** Paths end in what is to happen: `/<run>/<node>`, with `!503` (the first call of its key fails for a moment) or `!422` (always refused). */
export async function startSink() {
  const keysOf = new Map()
  const arrivalsOf = new Map()
  const keyless = new Map()
  const failedOnce = new Set()
  /** @type {Aim | undefined} */
  let aim
  const server = createServer((incoming, response) => {
    incoming.resume()
    incoming.on('end', () => {
      const path = incoming.url ?? '/'
      arrivalsOf.set(path, (arrivalsOf.get(path) ?? 0) + 1)
      const key = incoming.headers['idempotency-key']
      if (typeof key !== 'string') {
        keyless.set(path, (keyless.get(path) ?? 0) + 1)
        return void response.writeHead(400).end()
      }
      if (path.endsWith('!422')) return void response.writeHead(422, { 'content-type': 'application/json' }).end('{"refused":true}')
      if (path.endsWith('!503') && !failedOnce.has(key)) {
        failedOnce.add(key)
        return void response.writeHead(503, { 'content-type': 'application/json' }).end('{"busy":true}')
      }
      const keys = keysOf.get(path) ?? new Set()
      keysOf.set(path, keys.add(key))
      const struck = aim
      aim = undefined
      const port = incoming.socket.remotePort ?? 0
      if (struck?.moment === 'before-answer') struck.strike(port)
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ done: path }))
      if (struck?.moment === 'after-answer') struck.strike(port)
    })
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)))
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address())
  const sum = (counts) => counts.reduce((total, count) => total + count, 0)
  /** @type {Sink} */
  const sink = {
    url: `http://127.0.0.1:${port}`,
    hostPort: `127.0.0.1:${port}`,
    arrivals: (path) => arrivalsOf.get(path) ?? 0,
    effects: (path) => keysOf.get(path)?.size ?? 0,
    withoutKey: (path) => keyless.get(path) ?? 0,
    // A refusal and a call before a momentary failure are no effects and no duplicates.
    totals: () => ({
      arrivals: sum([...arrivalsOf].map(([path, count]) => (path.endsWith('!422') ? 0 : count))) - failedOnce.size,
      effects: sum([...keysOf.values()].map((keys) => keys.size)),
    }),
    aimAtNext: (next) => {
      aim = next
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
  return sink
}
