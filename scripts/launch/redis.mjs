/**
 * The product's own Redis: a private server on a unix socket, durable to the second, never evicting.
 * Redis is the hot path, Postgres the record: data that Redis itself cannot read is set aside, and runs are rebuilt.
 */
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { adoptChild, startChild } from './child.mjs'
import { stopProcess } from './process-identity.mjs'
import { survivorOf } from './process-records.mjs'
import { findRedis } from './redis-binary.mjs'
import { answersAsRedis } from './redis-probe.mjs'
import { socketFolder } from './socket-folder.mjs'
import { stopStepsOf } from './stop-order.mjs'
import { waitUntil } from './wait-until.mjs'

const START_TIMEOUT_MS = 30_000

/**
 * @typedef {{ kind: 'private', child: import('./child.mjs').Child, url: string, version: string, adopted: boolean }} PrivateRedis
 * @typedef {{ kind: 'in-process', reason: string }} NoRedis
 */

/**
 * Starts or adopts the private Redis of a data folder.
 * @param {object} options
 * @param {string} options.dataDir
 * @param {(line: string) => void} options.say
 * @param {NodeJS.ProcessEnv} [options.env]
 * @param {number} [options.tcpPort] listen on 127.0.0.1 at this port instead of a socket (for tests that need an address)
 * @returns {Promise<PrivateRedis | NoRedis>} `in-process` when no usable server is on PATH
 */
export async function startRedis({ dataDir, say, env = process.env, tcpPort }) {
  const folder = path.join(dataDir, 'redis')
  const config = path.join(folder, 'redis.conf')
  const binary = findRedis(env)
  const survivor = survivorOf(dataDir, 'redis')
  if (!binary.found) {
    if (survivor) await stopProcess(survivor, stopStepsOf('redis'))
    return { kind: 'in-process', reason: binary.tooOld ? `${binary.tooOld} is too old` : 'no redis-server or valkey-server on PATH' }
  }
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const socket = path.join(socketFolder(folder, 'redis.sock'), 'redis.sock')
  const address = tcpPort ? { host: '127.0.0.1', port: tcpPort } : { path: socket }
  const url = tcpPort ? `redis://127.0.0.1:${tcpPort}` : socket
  const answers = () => answersAsRedis(address)
  const started = { kind: /** @type {const} */ ('private'), url, version: binary.version }

  if (survivor && !tcpPort && (await waitUntil(answers, { timeoutMs: 5000 }))) {
    return { ...started, child: adoptChild({ name: 'redis', dataDir, identity: survivor, mark: config }), adopted: true }
  }
  if (survivor) await stopProcess(survivor, stopStepsOf('redis'))
  rmSync(socket, { force: true })
  writeFileSync(config, configuration({ folder, socket, tcpPort }))
  const spec = { name: 'redis', dataDir, command: binary.file, args: [config], mark: config, cwd: folder }
  const child = (await startUntilReady(spec, answers)) ?? (setDataAside(folder, say) ? await startUntilReady(spec, answers) : undefined)
  return child
    ? { ...started, child, adopted: false }
    : { kind: 'in-process', reason: `${binary.file} does not start (see ${path.join(dataDir, 'logs/redis.log')})` }
}

/** The title keeps the path of the configuration, by which a survivor is known again. */
function configuration({ folder, socket, tcpPort }) {
  const listen = tcpPort ? ['bind 127.0.0.1', `port ${tcpPort}`] : ['port 0', `unixsocket ${quoted(socket)}`, 'unixsocketperm 700']
  const rest = ['appendonly yes', 'appendfsync everysec', 'save ""', 'maxmemory-policy noeviction', 'proc-title-template "{title} {config-file}"']
  return `${[...listen, `dir ${quoted(folder)}`, ...rest].join('\n')}\n`
}

const quoted = (text) => `"${text.replace(/["\\]/g, '\\$&')}"`

async function startUntilReady(spec, answers) {
  const child = await startChild(spec)
  if (await waitUntil(answers, { timeoutMs: START_TIMEOUT_MS, ended: child.exited })) return child
  await child.stop()
  return undefined
}

function setDataAside(folder, say) {
  const data = path.join(folder, 'appendonlydir')
  if (!existsSync(data)) return false
  const aside = `${data}.unreadable-${new Date().toISOString().replace(/[:.]/g, '-')}`
  renameSync(data, aside)
  say(`Redis could not read its data, which is now in ${aside}; runs are rebuilt from Postgres.`)
  return true
}
