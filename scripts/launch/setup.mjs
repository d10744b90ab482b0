import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { buildStale } from './build.mjs'
import { takeLock } from './data-lock.mjs'
import { ensureInstalled } from './install.mjs'

/**
 * Installs and builds what is missing or stale. One at a time per checkout: a second caller waits for the first.
 * @param {string} root
 * @param {(line: string) => void} say
 * @param {{ build?: readonly string[] }} [options] names of build steps; all when absent
 * @returns {Promise<string[]>} names of what was built
 */
export async function setUp(root, say, { build } = {}) {
  const folder = path.join(root, 'dist/.setup')
  mkdirSync(folder, { recursive: true })
  const lock = await waitForLock(folder, say)
  try {
    await ensureInstalled(root, folder, say)
    return await buildStale(root, say, { only: build })
  } finally {
    lock.release()
  }
}

async function waitForLock(folder, say) {
  let told = false
  while (true) {
    const lock = takeLock(folder)
    if (lock.held) return lock
    if (!told) say(`Waiting for the setup that process ${lock.holder.pid} is doing …`)
    told = true
    await sleep(200)
  }
}
