import { createHash } from 'node:crypto'
import { chownSync, lstatSync, mkdirSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { LaunchFailure } from './failure.mjs'

/** The kernel's bound on a unix socket's path (108 on Linux, 104 on macOS, closing zero included). */
export const SOCKET_PATH_MAX = 103

/**
 * A folder for a unix socket that only its owner may enter: inside the data folder, or, where that path
 * is too long for a socket, a short one under the system's temporary folder, the same at every start.
 * @param {string} preferred absolute folder
 * @param {string} socketName file that will be made in it
 * @param {import('./unprivileged-user.mjs').RunAs} [owner]
 * @returns {string} the folder, existing, mode 0700
 */
export function socketFolder(preferred, socketName, owner = {}) {
  const fits = Buffer.byteLength(path.join(preferred, socketName)) <= SOCKET_PATH_MAX
  const folder = fits ? preferred : path.join(shortTemporaryFolder(), `aob-${createHash('sha256').update(preferred).digest('hex').slice(0, 16)}`)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  refuseForeign(folder, owner)
  if (owner.uid !== undefined && owner.gid !== undefined) chownSync(folder, owner.uid, owner.gid)
  return folder
}

function shortTemporaryFolder() {
  return os.tmpdir().length <= 40 ? os.tmpdir() : '/tmp'
}

/** The temporary folder is everybody's: somebody else may have put a folder of that name there. */
function refuseForeign(folder, owner) {
  const stat = lstatSync(folder)
  const ours = stat.isDirectory() && (process.getuid === undefined || stat.uid === process.getuid() || stat.uid === owner.uid)
  if (!ours) throw new LaunchFailure(`${folder} belongs to somebody else.`, 'Choose a data folder with a shorter path with --data.')
}
