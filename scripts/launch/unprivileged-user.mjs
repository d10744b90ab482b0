/** Postgres refuses to run as root, so root runs it as somebody without rights; that somebody must reach its files. */
import { readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { LaunchFailure } from './failure.mjs'

/** @typedef {{ uid?: number, gid?: number }} RunAs empty: as whoever runs the launcher */

/**
 * Who Postgres runs as.
 * @returns {RunAs}
 */
export function postgresUser() {
  if (process.getuid?.() !== 0) return {}
  const user = accountOf('postgres') ?? accountOf('nobody')
  if (user) return user
  throw new LaunchFailure(
    'Postgres cannot run as root, and there is no account "postgres" or "nobody" to run it as.',
    'Start as an ordinary user, or set DATABASE_URL.',
  )
}

function accountOf(name) {
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((entry) => entry.startsWith(`${name}:`))
  const [, , uid, gid] = line?.split(':') ?? []
  return uid === undefined ? undefined : { uid: Number(uid), gid: Number(gid) }
}

/**
 * Whether somebody may walk down to a folder: every folder on the way must let them pass.
 * @param {string} folder absolute; it need not exist, then its nearest existing parent counts
 * @param {RunAs} user
 */
export function canReach(folder, user) {
  if (user.uid === undefined) return true
  const parents = []
  for (let at = path.resolve(folder); parents.at(-1) !== at; at = path.dirname(at)) parents.push(at)
  return parents.every((at) => maySearch(at, user))
}

/** @param {string} folder @param {import('./unprivileged-user.mjs').RunAs} user */
function maySearch(folder, { uid, gid }) {
  const stat = statSync(folder, { throwIfNoEntry: false })
  if (!stat) return true
  if (stat.uid === uid) return (stat.mode & 0o100) !== 0
  if (stat.gid === gid) return (stat.mode & 0o010) !== 0
  return (stat.mode & 0o001) !== 0
}
