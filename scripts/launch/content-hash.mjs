import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'

/** Not part of what is built: dependencies, outputs, tests. */
const IGNORED_FOLDERS = new Set(['node_modules', 'dist', 'build', 'coverage', 'test-results'])
const IGNORED_FILES = /\.test\.(ts|tsx|mjs)$/

/**
 * A hash over names and bytes of files, for telling whether something built from them is stale.
 * Times do not count: a fresh checkout of the same sources has the same hash.
 * @param {string} root
 * @param {readonly string[]} entries files or folders, relative to root; absent ones count as absent
 * @param {string} [salt] what else the output depends on
 * @returns {string} sha256 in hex
 */
export function contentHash(root, entries, salt = '') {
  const hash = createHash('sha256').update(salt)
  for (const file of entries.flatMap((entry) => filesUnder(root, entry)).sort()) {
    const bytes = readFileSync(path.join(root, file))
    hash.update(`\0${file}\0${bytes.length}\0`).update(bytes)
  }
  return hash.digest('hex')
}

/** @returns {string[]} paths relative to root */
export function filesUnder(root, entry) {
  const stat = statSync(path.join(root, entry), { throwIfNoEntry: false })
  if (!stat) return []
  if (!stat.isDirectory()) return [entry]
  const children = readdirSync(path.join(root, entry), { withFileTypes: true })
  return children.flatMap((child) => {
    const ignored = child.isDirectory() ? IGNORED_FOLDERS.has(child.name) : IGNORED_FILES.test(child.name)
    return ignored ? [] : filesUnder(root, path.join(entry, child.name))
  })
}
