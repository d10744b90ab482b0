import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { runQuietly } from '../launch/run-quietly.mjs'

/** Every folder with imports of ours. */
export const ARROW_FOLDERS = ['schemas', 'packages', 'workers', 'apps', 'e2e', 'bench', 'scripts', 'examples']

/**
 * Holds the imports of a tree against .dependency-cruiser.cjs.
 * @param {string} root the checkout, which has the tool
 * @param {{ tree?: string, folders?: readonly string[] }} [options] another tree to judge (the planted-fault test)
 */
export async function checkArrows(root, { tree = root, folders = ARROW_FOLDERS } = {}) {
  const hook = pathToFileURL(path.join(root, 'scripts/check/classic-typescript.mjs')).href
  const tool = path.join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs')
  const args = ['--import', hook, tool, '--config', path.join(root, '.dependency-cruiser.cjs'), '--output-type', 'err', ...folders]
  return runQuietly(process.execPath, args, { cwd: tree })
}
