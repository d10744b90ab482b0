import { createHash } from 'node:crypto'
import { chmodSync, chownSync, mkdirSync, statSync } from 'node:fs'
import path from 'node:path'
import { canReach } from './unprivileged-user.mjs'

/** Root's folder for what must lie outside a private checkout (one under /root, say). */
const SYSTEM_FOLDER = '/var/lib/aob'

/**
 * Where Postgres keeps its cluster: inside the data folder, or, when the data folder lies where the unprivileged
 * user cannot go, under /var/lib/aob. The same data folder always gets the same place.
 * @param {string} dataDir existing
 * @param {import('./unprivileged-user.mjs').RunAs} user
 * @param {(line: string) => void} say
 * @returns {{ folder: string, spareFolder: string }} `folder` exists and belongs to the user
 */
export function placeForPostgres(dataDir, user, say) {
  if (user.uid === undefined || user.gid === undefined) return { folder: made(path.join(dataDir, 'postgres')), spareFolder: dataDir }
  openForSearch(dataDir)
  const inside = canReach(dataDir, user)
  const folder = inside ? path.join(dataDir, 'postgres') : path.join(SYSTEM_FOLDER, createHash('sha256').update(dataDir).digest('hex').slice(0, 16), 'postgres')
  if (!inside) say(`Postgres runs without root's rights and cannot enter ${dataDir}; its data is in ${folder}.`)
  if (!inside) for (const parent of [SYSTEM_FOLDER, path.dirname(folder)]) openForSearch(made(parent))
  made(folder)
  chownSync(folder, user.uid, user.gid)
  return { folder, spareFolder: SYSTEM_FOLDER }
}

function made(folder) {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  return folder
}

/** Our own folders: others may pass through, not list them. Folders above the data folder are not ours to open. */
function openForSearch(folder) {
  const { mode } = statSync(folder)
  if ((mode & 0o011) !== 0o011) chmodSync(folder, (mode & 0o777) | 0o011)
}
