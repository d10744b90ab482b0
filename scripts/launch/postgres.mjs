/**
 * The product's own Postgres: made on first use, adopted when an earlier start left it running, cleared up
 * after when an earlier start left it dead. Reached over a unix socket that nobody else may open.
 */
import { spawnSync } from 'node:child_process'
import { chownSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { adoptChild, startChild } from './child.mjs'
import { LaunchFailure } from './failure.mjs'
import { findPostgres } from './postgres-binaries.mjs'
import { placeForPostgres } from './postgres-place.mjs'
import { answersAsPostgres } from './postgres-probe.mjs'
import { identify, stopProcess } from './process-identity.mjs'
import { socketFolder } from './socket-folder.mjs'
import { stopStepsOf } from './stop-order.mjs'
import { postgresUser } from './unprivileged-user.mjs'
import { waitUntil } from './wait-until.mjs'

const USER = 'aob'
const DATABASE = 'postgres'
/** Names the socket file only; no TCP port is opened unless asked for. */
const SOCKET_PORT = 5432
const START_TIMEOUT_MS = 60_000
/** Stands in the name of a cluster that is being made. */
const DRAFT = '.new-'

/**
 * @param {object} options
 * @param {string} options.root the checkout
 * @param {string} options.dataDir
 * @param {(line: string) => void} options.say
 * @param {number} [options.tcpPort] also listen on 127.0.0.1 at this port (for tests that need an address)
 * @returns {Promise<{ child: import('./child.mjs').Child, url: string, adopted: boolean }>}
 * @throws {LaunchFailure}
 */
export async function startPostgres({ root, dataDir, say, tcpPort }) {
  const user = postgresUser()
  const place = placeForPostgres(dataDir, user, say)
  const cluster = path.join(place.folder, 'data')
  const sockets = socketFolder(path.join(place.folder, 'socket'), `.s.PGSQL.${SOCKET_PORT}.lock`, user)
  const url = tcpPort ? `postgres://${USER}@127.0.0.1:${tcpPort}/${DATABASE}` : `postgres://${USER}@localhost/${DATABASE}?host=${encodeURIComponent(sockets)}`
  const answers = () => answersAsPostgres({ path: path.join(sockets, `.s.PGSQL.${SOCKET_PORT}`) }, { user: USER, database: DATABASE })

  const running = runningPostmaster(cluster)
  if (running && !tcpPort && (await waitUntil(answers, { timeoutMs: 10_000 }))) {
    return { child: adoptChild({ name: 'postgres', dataDir, identity: running, mark: cluster }), url, adopted: true }
  }
  if (running) await stopProcess(running, stopStepsOf('postgres'))
  const left = [path.join(cluster, 'postmaster.pid'), path.join(sockets, `.s.PGSQL.${SOCKET_PORT}`), path.join(sockets, `.s.PGSQL.${SOCKET_PORT}.lock`)]
  for (const file of left) rmSync(file, { force: true })

  const binaries = findPostgres({ root, spareFolder: place.spareFolder, user })
  prepareCluster({ cluster, binaries, user })
  const listen = tcpPort ? ['-c', 'listen_addresses=127.0.0.1', '-p', String(tcpPort)] : ['-c', 'listen_addresses=', '-p', String(SOCKET_PORT)]
  const args = ['-D', cluster, '-k', sockets, ...listen, '-c', 'unix_socket_permissions=0700', '-c', 'max_connections=200']
  const child = await startUntilReady({
    spec: { name: 'postgres', dataDir, command: path.join(binaries.bin, 'postgres'), args, mark: cluster, env: environment(), as: user },
    answers: tcpPort ? () => answersAsPostgres({ host: '127.0.0.1', port: tcpPort }, { user: USER, database: DATABASE }) : answers,
  })
  return { child, url, adopted: false }
}

/** The postmaster that holds the cluster, if its pid file names a living process of exactly this cluster. */
function runningPostmaster(cluster) {
  const file = path.join(cluster, 'postmaster.pid')
  if (!existsSync(file)) return undefined
  const identity = identify(Number(readFileSync(file, 'utf8').split('\n')[0]))
  return identity?.command.includes(cluster) ? identity : undefined
}

/** Makes the cluster under another name first: a start cut short never leaves one that looks complete. */
function prepareCluster({ cluster, binaries, user }) {
  const versionFile = path.join(cluster, 'PG_VERSION')
  if (existsSync(versionFile)) {
    const major = Number(readFileSync(versionFile, 'utf8'))
    if (major === binaries.major) return
    throw new LaunchFailure(
      `The data in ${cluster} was written by Postgres ${major}, but this machine has Postgres ${binaries.major}.`,
      `Bring back Postgres ${major}, or choose another folder with --data.`,
    )
  }
  clearDrafts(cluster)
  // A name of its own: the initdb of a killed start may still be at work, and clears its folder when it fails.
  const draft = `${cluster}${DRAFT}${process.pid}`
  mkdirSync(draft, { mode: 0o700 })
  if (user.uid !== undefined && user.gid !== undefined) chownSync(draft, user.uid, user.gid)
  const args = ['-D', draft, '-U', USER, '-E', 'UTF8', '--locale=C', '--auth=trust', '--no-instructions']
  const run = spawnSync(path.join(binaries.bin, 'initdb'), args, { ...user, env: environment(), cwd: '/', encoding: 'utf8' })
  if (run.status !== 0) {
    rmSync(draft, { recursive: true, force: true })
    throw new LaunchFailure(
      `Postgres could not make its data folder: ${lastLine(run.stderr) ?? run.error?.message ?? 'no reason given'}.`,
      'Check space and rights there, or set DATABASE_URL.',
    )
  }
  renameSync(draft, cluster)
}

/** Drafts of starts cut short; one that somebody still writes to is left for a later start. */
function clearDrafts(cluster) {
  const folder = path.dirname(cluster)
  for (const name of readdirSync(folder).filter((name) => name.startsWith(path.basename(cluster) + DRAFT))) {
    try {
      rmSync(path.join(folder, name), { recursive: true, force: true })
    } catch (error) {
      if (error.code !== 'ENOTEMPTY') throw error
    }
  }
}

/** After a crash the dead server's last sessions may hold its memory for a moment: then try again. */
async function startUntilReady({ spec, answers }) {
  const deadline = Date.now() + START_TIMEOUT_MS
  while (true) {
    const child = await startChild(spec)
    if (await waitUntil(answers, { timeoutMs: deadline - Date.now(), ended: child.exited })) return child
    const tail = child.logTail()
    await child.stop()
    const transient = /pre-existing shared memory|is being used by|lock file .* already exists/.test(tail)
    if (!transient || Date.now() > deadline) throw didNotStart(tail, spec.dataDir)
    await sleep(250)
  }
}

function didNotStart(tail, dataDir) {
  const reason = tail.split('\n').findLast((line) => /FATAL|PANIC|error while loading/.test(line))
  return new LaunchFailure(
    `Postgres did not start: ${reason?.replace(/^.*?(FATAL|PANIC):\s*/, '').trim() ?? 'it gave no reason'}.`,
    `See ${path.join(dataDir, 'logs/postgres.log')}, or set DATABASE_URL to use another one.`,
  )
}

/** Postgres reads PG* variables and the locale; neither may leak in from the user's shell. */
function environment() {
  const kept = Object.entries(process.env).filter(([name]) => !name.startsWith('PG') && !name.startsWith('LC_'))
  return { ...Object.fromEntries(kept), LC_ALL: 'C', TZ: 'UTC' }
}

function lastLine(text) {
  return text?.trim().split('\n').at(-1)
}
