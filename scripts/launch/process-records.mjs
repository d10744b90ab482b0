/**
 * Which processes belong to a data folder. Each child is written down in <data>/run/<name>.json at once
 * after its start, so that the start after a crash of the launcher finds exactly the children that survived.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { identify } from './process-identity.mjs'

const folderOf = (dataDir) => path.join(dataDir, 'run')
const fileOf = (dataDir, name) => path.join(folderOf(dataDir), `${name}.json`)

/**
 * @typedef {object} ProcessRecord
 * @property {string} name
 * @property {number} pid
 * @property {string} startedAt
 * @property {string} mark words that the command line holds for as long as the process lives
 */

/** @param {string} dataDir @param {ProcessRecord} record */
export function recordProcess(dataDir, { name, pid, startedAt, mark }) {
  mkdirSync(folderOf(dataDir), { recursive: true })
  writeFileSync(fileOf(dataDir, name), `${JSON.stringify({ name, pid, startedAt, mark })}\n`)
}

/** @param {string} dataDir @param {string} name */
export function forgetProcess(dataDir, name) {
  rmSync(fileOf(dataDir, name), { force: true })
}

/**
 * The recorded process, if it is still the same one: id, start time and command line all agree.
 * @param {string} dataDir @param {string} name
 * @returns {import('./process-identity.mjs').ProcessIdentity | undefined}
 */
export function survivorOf(dataDir, name) {
  const record = readRecord(fileOf(dataDir, name))
  const identity = record && identify(record.pid)
  if (!identity || identity.startedAt !== record.startedAt || !identity.command.includes(record.mark)) return undefined
  return identity
}

function readRecord(file) {
  try {
    const record = JSON.parse(readFileSync(file, 'utf8'))
    const whole = Number.isInteger(record?.pid) && typeof record.startedAt === 'string' && typeof record.mark === 'string'
    return whole ? record : undefined
  } catch {
    return undefined // absent, or cut short by a crash while it was written: then nothing can be proven to be ours
  }
}
