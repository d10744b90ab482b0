/** One server process of the product under chaos: it is started again whenever it is gone, until it is told to stop. */
import { spawn } from 'node:child_process'
import { appendFileSync, closeSync, openSync, readdirSync, readFileSync, readlinkSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

/**
 * @typedef {object} ServerProcess
 * @property {string} name
 * @property {string} roles
 * @property {() => number | undefined} pid
 * @property {() => void} kill at once; it comes back after a moment
 * @property {(ms: number) => Promise<void>} freeze stops it where it is and lets it go on after this time
 * @property {() => Promise<void>} stop
 */

/**
 * @param {{ root: string, dataDir: string, name: string, roles: string, env: NodeJS.ProcessEnv, restDrawn: () => number }} options
 * @returns {ServerProcess}
 */
export function keepServer({ root, dataDir, name, roles, env, restDrawn }) {
  const logFile = path.join(dataDir, `${name}.log`)
  /** @type {import('node:child_process').ChildProcess | undefined} */
  let child
  let stopping = false
  const alive = () => (child?.exitCode === null && child.signalCode === null ? child.pid : undefined)

  const life = (async () => {
    while (!stopping) {
      const log = openSync(logFile, 'a')
      child = spawn(process.execPath, ['--enable-source-maps', path.join(root, 'dist/server/main.mjs'), '--role', roles], { env, stdio: ['ignore', log, log] })
      closeSync(log)
      await new Promise((resolve) => child?.once('exit', resolve).once('error', resolve))
      appendFileSync(logFile, `--- ${name} is gone (${child.signalCode ?? child.exitCode}) ---\n`)
      if (!stopping) await sleep(restDrawn())
    }
  })()

  const signal = (/** @type {NodeJS.Signals} */ which) => alive() !== undefined && child?.kill(which)
  return {
    name,
    roles,
    pid: alive,
    kill: () => void signal('SIGKILL'),
    async freeze(ms) {
      const frozen = child
      if (!signal('SIGSTOP')) return
      await sleep(ms)
      // Whoever was killed meanwhile is not woken, nor is the one that came after it.
      frozen?.kill('SIGCONT')
    },
    async stop() {
      stopping = true
      signal('SIGCONT')
      signal('SIGTERM')
      await Promise.race([life, sleep(20_000)])
      signal('SIGKILL')
      await life
    },
  }
}

/**
 * Which of some processes holds the local end of a TCP connection, by its port.
 * @param {readonly number[]} pids @param {number} port
 * @returns {number | undefined}
 */
export function ownerOfPort(pids, port) {
  const hex = `:${port.toString(16).toUpperCase().padStart(4, '0')}`
  const lines = readFileSync('/proc/net/tcp', 'utf8').split('\n').slice(1)
  const inodes = new Set(lines.map((line) => line.trim().split(/\s+/)).flatMap((columns) => (columns[1]?.endsWith(hex) ? [columns[9]] : [])))
  return pids.find((pid) => socketsOf(pid).some((inode) => inodes.has(inode)))
}

function socketsOf(pid) {
  try {
    return readdirSync(`/proc/${pid}/fd`).flatMap((descriptor) => /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${descriptor}`))?.[1] ?? [])
  } catch {
    return [] // gone, or a descriptor closed while we looked
  }
}
