/** The product's server process: bundle in use, sources under --dev. */
import path from 'node:path'
import { logFile, startChild } from './child.mjs'
import { LaunchFailure } from './failure.mjs'
import { waitUntil } from './wait-until.mjs'

const READY_TIMEOUT_MS = 60_000

/**
 * @param {object} options
 * @param {string} options.root
 * @param {string} options.dataDir
 * @param {string} options.url where it will answer
 * @param {boolean} options.dev
 * @param {NodeJS.ProcessEnv} options.env
 * @returns {Promise<import('./child.mjs').Child>} ready to serve
 * @throws {LaunchFailure} when it ends or stays silent; with the server's own sentence where it gave one
 */
export async function startServer({ root, dataDir, url, dev, env }) {
  const script = path.join(root, dev ? 'apps/server/src/main.ts' : 'dist/server/main.mjs')
  const args = dev ? [path.join(root, 'node_modules/tsx/dist/cli.mjs'), 'watch', '--clear-screen=false', script] : ['--enable-source-maps', script]
  const child = await startChild({ name: 'server', dataDir, command: process.execPath, args, mark: script, env, cwd: root, show: dev })
  if (await waitUntil(() => isReady(url), { timeoutMs: READY_TIMEOUT_MS, everyMs: 50, ended: child.exited })) return child
  await child.stop()
  const said = dev ? undefined : plainSentence(child.logTail())
  throw new LaunchFailure(said ?? 'The server did not become ready.', `See ${logFile(dataDir, 'server')}.`)
}

async function isReady(url) {
  try {
    const response = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(2000) })
    await response.arrayBuffer()
    return response.ok
  } catch {
    return false // not listening yet
  }
}

/**
 * What the server said to the operator before it ended: its lines for people start with "aob: ".
 * @param {string} log
 * @returns {string | undefined}
 */
export function plainSentence(log) {
  return log
    .split('\n')
    .findLast((line) => line.startsWith('aob: '))
    ?.slice('aob: '.length)
}
