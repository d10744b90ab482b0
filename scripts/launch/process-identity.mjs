/**
 * Who a process id belongs to. A number alone is not enough: ids are reused, so a process is known
 * by id, start time and command line together.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

/**
 * @typedef {object} ProcessIdentity
 * @property {number} pid
 * @property {string} startedAt the system's own mark of the start; equal only for the same process
 * @property {string} command the command line, words joined by spaces
 */

/**
 * @param {number} pid
 * @returns {ProcessIdentity | undefined} nothing when no such process lives (a zombie does not live)
 */
export function identify(pid) {
  if (!Number.isInteger(pid) || pid <= 1) return undefined
  return existsSync('/proc/self/stat') ? identifyByProc(pid) : identifyByPs(pid)
}

function identifyByProc(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The second field is the program's name in brackets and may hold anything: count from the last bracket.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    if (fields[0] === 'Z' || fields[0] === 'X') return undefined
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').join(' ').trim()
    return { pid, startedAt: `${bootId()}:${fields[19]}`, command }
  } catch {
    return undefined // the files vanish with the process
  }
}

function bootId() {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
  } catch {
    return 'boot' // hidden in some sandboxes; start ticks still tell processes of one boot apart
  }
}

function identifyByPs(pid) {
  const ps = spawnSync('ps', ['-p', String(pid), '-o', 'state=,lstart=,command='], { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' } })
  const match = /^(\S+)\s+(\S+ \S+\s+\d+ [\d:]+ \d+)\s+(.*)$/.exec(ps.stdout?.trim() ?? '')
  if (!match || match[1].startsWith('Z')) return undefined
  return { pid, startedAt: match[2], command: match[3] }
}

/**
 * @param {Pick<ProcessIdentity, 'pid' | 'startedAt'>} identity
 * @returns {boolean} whether exactly this process still lives
 */
export function isAlive(identity) {
  return identify(identity.pid)?.startedAt === identity.startedAt
}

/**
 * Asks a process to stop, more firmly with every step, and waits until it is gone.
 * @param {ProcessIdentity} identity
 * @param {readonly { signal: NodeJS.Signals, waitMs: number }[]} [steps]
 * @returns {Promise<boolean>} whether it is gone
 */
export async function stopProcess(
  identity,
  steps = [
    { signal: 'SIGTERM', waitMs: 8000 },
    { signal: 'SIGKILL', waitMs: 3000 },
  ],
) {
  for (const { signal, waitMs } of steps) {
    if (!isAlive(identity)) return true
    sendSignal(identity.pid, signal)
    if (await waitUntilGone(identity, waitMs)) return true
  }
  return !isAlive(identity)
}

function sendSignal(pid, signal) {
  try {
    process.kill(pid, signal)
  } catch (error) {
    if (error.code !== 'ESRCH') throw error // gone in between is what we wanted
  }
}

async function waitUntilGone(identity, waitMs) {
  const deadline = Date.now() + waitMs
  while (Date.now() < deadline) {
    if (!isAlive(identity)) return true
    await sleep(25)
  }
  return false
}
