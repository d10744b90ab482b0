/** The small servers that the examples talk to: a sample service, and a scripted model where no real one is set. */
import { existsSync } from 'node:fs'
import path from 'node:path'
import { startChild } from './child.mjs'
import { LaunchFailure } from './failure.mjs'
import { nextFreePort } from './ports.mjs'
import { waitUntil } from './wait-until.mjs'

/** They listen on the loopback only, whatever --host says. */
const HOST = '127.0.0.1'
const START_TIMEOUT_MS = 15_000

/**
 * Starts one of the example servers of the checkout.
 * @param {object} options
 * @param {string} options.root
 * @param {string} options.dataDir
 * @param {'sample-service' | 'scripted-model'} options.name
 * @param {number} options.fromPort first port to try
 * @param {ReadonlySet<number>} options.reserved ports not to take
 * @param {string} [options.state] file in the data folder where it remembers what it was asked to do
 * @returns {Promise<{ child: import('./child.mjs').Child, port: number, url: string }>}
 */
export async function startExampleServer({ root, dataDir, name, fromPort, reserved, state }) {
  const script = path.join(root, 'examples', name, 'server.mjs')
  if (!existsSync(script)) throw new LaunchFailure(`${script} is missing.`, 'Restore it with git, or start with --no-samples.')
  const port = await nextFreePort(fromPort, HOST, reserved)
  const args = [script, '--host', HOST, '--port', String(port), ...(state ? ['--state', path.join(dataDir, state)] : [])]
  const child = await startChild({ name, dataDir, command: process.execPath, args, mark: script, cwd: root })
  const url = `http://${HOST}:${port}`
  if (await waitUntil(() => answers(url), { timeoutMs: START_TIMEOUT_MS, ended: child.exited })) return { child, port, url }
  await child.stop()
  throw new LaunchFailure(`The ${name.replace('-', ' ')} did not start.`, `See ${path.join(dataDir, 'logs', `${name}.log`)}, or start with --no-samples.`)
}

/** Any HTTP answer will do: it listens and it speaks. */
async function answers(url) {
  try {
    await fetch(url, { signal: AbortSignal.timeout(1000) }).then((response) => response.arrayBuffer())
    return true
  } catch {
    return false // not listening yet
  }
}
