import path from 'node:path'
import { startChild } from './child.mjs'
import { LaunchFailure } from './failure.mjs'
import { nextFreePort } from './ports.mjs'
import { waitUntil } from './wait-until.mjs'

const HOST = '127.0.0.1'

/**
 * Serves the page from its sources and hands API calls to the running server.
 * @param {object} options
 * @param {string} options.root
 * @param {string} options.dataDir
 * @param {string} options.api URL of the running server
 * @param {number} options.fromPort first port to try
 * @param {(child: import('./child.mjs').Child) => unknown} options.keep
 * @returns {Promise<string>} URL of the page
 */
export async function startWebDevServer({ root, dataDir, api, fromPort, keep }) {
  const port = await nextFreePort(fromPort, HOST)
  const script = path.join(root, 'node_modules/vite/bin/vite.js')
  const env = { ...process.env, AOB_DEV_API: api }
  const args = [script, '--port', String(port), '--strictPort', '--clearScreen', 'false']
  const child = await startChild({ name: 'web', dataDir, command: process.execPath, args, mark: script, env, cwd: root, show: true })
  keep(child)
  const url = `http://${HOST}:${port}`
  const up = await waitUntil(
    () =>
      fetch(url).then(
        (response) => response.ok,
        () => false,
      ),
    { timeoutMs: 60_000, everyMs: 100, ended: child.exited },
  )
  if (!up) throw new LaunchFailure('The page’s development server did not start.', 'Its reason is above.')
  return url
}
