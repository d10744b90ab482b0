/** A client that does what a careful caller does: the same key again until it has an answer. */
import { setTimeout as sleep } from 'node:timers/promises'

const PATIENCE_MS = 120_000
const REQUEST_MS = 15_000
/** Answers that say "not now"; every other is an answer. */
const NOT_NOW = new Set([429, 500, 502, 503, 504])

/** @typedef {{ status: number, body: any }} Answer */

/** @param {readonly string[]} urls servers of the product, any of which will do */
export function createClient(urls) {
  let turn = 0

  /**
   * @param {string} method @param {string} path @param {{ body?: unknown, key?: string }} [rest]
   * @returns {Promise<Answer>} throws when no server gave an answer for two minutes
   */
  async function ask(method, path, { body, key } = {}) {
    const deadline = Date.now() + PATIENCE_MS
    let last = 'no answer'
    while (Date.now() < deadline) {
      try {
        turn += 1
        const response = await fetch(`${urls[turn % urls.length]}/api/v1${path}`, {
          method,
          headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...(key ? { 'idempotency-key': key } : {}) },
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
          signal: AbortSignal.timeout(REQUEST_MS),
        })
        const text = await response.text()
        last = `${response.status} ${text.slice(0, 300)}`
        if (!NOT_NOW.has(response.status)) return { status: response.status, body: text === '' ? undefined : JSON.parse(text) }
      } catch (error) {
        last = error instanceof Error ? error.message : String(error)
      }
      await sleep(100)
    }
    throw new Error(`${method} ${path} had no answer within ${PATIENCE_MS} ms; the last one: ${last}`)
  }
  return { ask }
}

/** @typedef {ReturnType<typeof createClient>} Client */
