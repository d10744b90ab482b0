import { setTimeout as sleep } from 'node:timers/promises'

/**
 * Asks again and again until the answer is yes.
 * @param {() => Promise<boolean>} check
 * @param {{ timeoutMs: number, everyMs?: number, ended?: Promise<unknown> }} options `ended` gives up early when it settles
 * @returns {Promise<boolean>} whether the answer was yes in time
 */
export async function waitUntil(check, { timeoutMs, everyMs = 20, ended }) {
  const deadline = Date.now() + timeoutMs
  let over = false
  ended?.then(() => {
    over = true
  })
  while (!over && Date.now() < deadline) {
    if (await check()) return true
    await sleep(everyMs)
  }
  return false
}
