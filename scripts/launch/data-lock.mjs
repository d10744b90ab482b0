/**
 * One launcher per data folder. The lock is a file that names its holder; a holder that died is
 * recognised by process id and start time, so a crash never needs a hand to clean up.
 */
import { randomUUID } from 'node:crypto'
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { identify, isAlive } from './process-identity.mjs'

/**
 * @typedef {object} LockHolder
 * @property {number} pid
 * @property {string} startedAt
 * @property {string} token
 * @property {string} [url] where the holder serves, once it does
 * @property {string} [sampleUrl] where its sample service answers
 */

/**
 * Takes the lock of a folder.
 * @param {string} folder an existing folder
 * @returns {{ held: true, announce: (where: { url: string, sampleUrl?: string }) => void, release: () => void } | { held: false, holder: LockHolder }}
 */
export function takeLock(folder) {
  const file = path.join(folder, 'lock')
  const self = { pid: process.pid, startedAt: identify(process.pid)?.startedAt ?? '', token: randomUUID() }
  // Two rounds: the first may meet a dead holder's file, the second meets a living holder or nobody.
  for (let round = 0; round < 3; round += 1) {
    if (create(file, self)) return lease(file, self)
    const holder = read(file)
    if (holder && isAlive(holder)) return { held: false, holder }
    setAside(file, holder)
  }
  return { held: false, holder: read(file) ?? self }
}

/** Written whole under another name and linked into place: nobody ever reads half a lock. */
function create(file, self) {
  const draft = `${file}.${self.token}`
  writeFileSync(draft, `${JSON.stringify(self)}\n`)
  try {
    linkSync(draft, file)
    return true
  } catch (error) {
    if (error.code === 'EEXIST') return false
    throw error
  } finally {
    rmSync(draft, { force: true })
  }
}

function lease(file, self) {
  const mine = () => read(file)?.token === self.token
  return {
    held: /** @type {const} */ (true),
    announce(where) {
      if (!mine()) return
      writeFileSync(`${file}.${self.token}`, `${JSON.stringify({ ...self, ...where })}\n`)
      renameSync(`${file}.${self.token}`, file)
    },
    release() {
      if (mine()) rmSync(file, { force: true })
    },
  }
}

/** Moves a dead holder's file away; if another starter was quicker and the file is already theirs, puts it back. */
function setAside(file, judged) {
  const aside = `${file}.${randomUUID()}`
  try {
    renameSync(file, aside)
    if (read(aside)?.token !== judged?.token) linkSync(aside, file)
  } catch (error) {
    if (error.code !== 'ENOENT' && error.code !== 'EEXIST') throw error // another starter moved or made it first
  } finally {
    rmSync(aside, { force: true })
  }
}

function read(file) {
  try {
    return /** @type {LockHolder} */ (JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    return undefined // absent or cut short: nobody can be proven to hold it
  }
}
