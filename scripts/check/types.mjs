import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { runQuietly } from '../launch/run-quietly.mjs'

/** Two compilers at a time: each already uses threads of its own. */
const PARALLEL = 2

/** Typed, but nobody's dependency: without a check of their own they break unseen when what they use changes. */
const BESIDE_WORKSPACES = ['examples', 'apps/web/build']

/**
 * Folders that have types to check.
 * @param {string} root
 * @returns {string[]} folders with a tsconfig.json, relative to root
 */
export function typedWorkspaces(root) {
  const { workspaces } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'))
  const folders = workspaces.flatMap((entry) => (entry.endsWith('/*') ? foldersIn(root, entry.slice(0, -2)) : [entry]))
  return [...folders, ...BESIDE_WORKSPACES].filter((folder) => existsSync(path.join(root, folder, 'tsconfig.json')))
}

function foldersIn(root, parent) {
  return readdirSync(path.join(root, parent), { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [`${parent}/${entry.name}`] : []))
}

/** @param {string} root */
export async function checkTypes(root) {
  const waiting = typedWorkspaces(root)
  const failures = []
  const worker = async () => {
    for (let folder = waiting.shift(); folder !== undefined; folder = waiting.shift()) {
      const run = await runQuietly(process.execPath, [path.join(root, 'node_modules/typescript/bin/tsc'), '-p', folder, '--noEmit', '--pretty', 'false'], {
        cwd: root,
      })
      if (!run.ok) failures.push(`${folder}:\n${run.output.trimEnd()}`)
    }
  }
  await Promise.all(Array.from({ length: PARALLEL }, worker))
  return { ok: failures.length === 0, output: failures.sort().join('\n') }
}
