import path from 'node:path'
import { startChild } from './child.mjs'
import { LaunchFailure } from './failure.mjs'
import { nextFreePort } from './ports.mjs'
import { waitUntil } from './wait-until.mjs'

const HOST = '127.0.0.1'

/**
 * Where the page will be served: the server must know, because it answers only pages it knows.
 * @param {number} fromPort first port to try
 * @returns {Promise<string>}
 */
export async function chooseWebDevUrl(fromPort) {
  return `http://${HOST}:${await nextFreePort(fromPort, HOST)}`
}

/**
 * Serves the page from its sources and hands API calls to the running server.
 * @param {object} options
 * @param {string} options.root
 * @param {string} options.dataDir
 * @param {string} options.api URL of the running server
 * @param {string} options.url where it will serve
 * @param {(child: import('./child.mjs').Child) => unknown} options.keep
 * @throws {LaunchFailure} when it does not come up
 */
export async function startWebDevServer({ root, dataDir, api, url, keep }) {
  const script = path.join(root, 'node_modules/vite/bin/vite.js')
  const env = { ...process.env, AOB_DEV_API: api }
  const args = [script, '--port', new URL(url).port, '--strictPort', '--clearScreen', 'false']
  const child = await startChild({ name: 'web', dataDir, command: process.execPath, args, mark: script, env, cwd: root, show: true })
  keep(child)
  const up = await waitUntil(
    () =>
      fetch(url).then(
        (response) => response.ok,
        () => false,
      ),
    { timeoutMs: 60_000, everyMs: 100, ended: child.exited },
  )
  if (!up) throw new LaunchFailure('The page’s development server did not start.', 'Its reason is above.')
}
