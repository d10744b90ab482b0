/** One child of the launcher: started in its own process group, written down, logged to a file, stopped in order. */
import { spawn } from 'node:child_process'
import { closeSync, mkdirSync, openSync, readFileSync, renameSync, statSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { identify, isAlive, stopProcess } from './process-identity.mjs'
import { forgetProcess, recordProcess } from './process-records.mjs'
import { stopStepsOf } from './stop-order.mjs'

/** A log longer than this is set aside at the next start; one older log is kept. */
export const LOG_ROTATE_BYTES = 10 * 1024 * 1024

/**
 * The shell becomes the program only when told that the process is written down. A launcher killed in between
 * leaves nothing behind that the next start could not find: the pipe closes and the shell ends.
 */
const WAIT_FOR_WORD = 'read -r word && exec "$@" </dev/null'

/**
 * @typedef {object} Child
 * @property {string} name
 * @property {import('./process-identity.mjs').ProcessIdentity} identity
 * @property {Promise<{ code: number | null, signal: string | null }>} exited settles when the process is gone
 * @property {() => Promise<void>} stop idempotent; waits until the process is gone
 * @property {() => string} logTail what the process printed since it started
 */

/**
 * @param {object} spec
 * @param {string} spec.name
 * @param {string} spec.dataDir
 * @param {string} spec.command
 * @param {string[]} spec.args
 * @param {string} spec.mark part of the command line by which the process is known again
 * @param {NodeJS.ProcessEnv} [spec.env]
 * @param {string} [spec.cwd]
 * @param {{ uid?: number, gid?: number }} [spec.as]
 * @param {boolean} [spec.show] print its output instead of logging it
 * @returns {Promise<Child>}
 */
export async function startChild({ name, dataDir, command, args, mark, env = process.env, cwd = '/', as = {}, show = false }) {
  const log = openLog(dataDir, name)
  // Its own group: Ctrl-C in the terminal reaches the launcher alone, which then stops the children in order.
  const output = show ? /** @type {const} */ ('inherit') : log.descriptor
  const process_ = spawn('/bin/sh', ['-c', WAIT_FOR_WORD, 'sh', command, ...args], { env, cwd, ...as, stdio: ['pipe', output, output], detached: true })
  closeSync(log.descriptor)
  process_.stdin?.on('error', () => undefined) // gone before the word: its exit tells
  const exited = new Promise((resolve) => {
    process_.once('exit', (code, signal) => resolve({ code, signal }))
    process_.once('error', () => resolve({ code: 127, signal: null }))
  })
  exited.then(() => forgetProcess(dataDir, name))
  const identity = (process_.pid && identify(process_.pid)) || { pid: process_.pid ?? 0, startedAt: 'gone', command }
  try {
    if (identity.startedAt !== 'gone') recordProcess(dataDir, { name, ...identity, mark })
    process_.stdin?.end('go\n')
  } catch (error) {
    process_.stdin?.destroy()
    throw error
  }
  const logTail = () => readFileSync(log.file, 'utf8').slice(log.offset)
  return { name, identity, exited, stop: once(() => stopProcess(identity, stopStepsOf(name))), logTail }
}

/**
 * A process that an earlier start left running, taken over as if it were ours.
 * @param {object} spec
 * @param {string} spec.name
 * @param {string} spec.dataDir
 * @param {import('./process-identity.mjs').ProcessIdentity} spec.identity
 * @param {string} spec.mark
 * @returns {Child}
 */
export function adoptChild({ name, dataDir, identity, mark }) {
  recordProcess(dataDir, { name, ...identity, mark })
  let watching = true
  const exited = watch(identity, () => watching)
  const stop = once(async () => {
    await stopProcess(identity, stopStepsOf(name))
    watching = false
    forgetProcess(dataDir, name)
  })
  return { name, identity, exited, stop, logTail: () => '' }
}

/** Not our child, so the system does not tell us when it goes: look every half second. */
async function watch(identity, watching) {
  while (watching() && isAlive(identity)) await sleep(500, undefined, { ref: false })
  return { code: null, signal: null }
}

function once(action) {
  let running
  return async () => {
    running ??= action()
    await running
  }
}

/** @returns {string} */
export function logFile(dataDir, name) {
  return path.join(dataDir, 'logs', `${name}.log`)
}

function openLog(dataDir, name) {
  const file = logFile(dataDir, name)
  mkdirSync(path.dirname(file), { recursive: true })
  if (sizeOf(file) > LOG_ROTATE_BYTES) renameSync(file, file.replace(/\.log$/, '.1.log'))
  return { file, offset: sizeOf(file), descriptor: openSync(file, 'a') }
}

function sizeOf(file) {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0
}
