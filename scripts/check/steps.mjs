import path from 'node:path'
import { runQuietly } from '../launch/run-quietly.mjs'
import { checkArrows } from './arrows.mjs'
import { checkDependencies } from './dependencies.mjs'
import { checkFileSizes } from './file-size.mjs'
import { checkPurity } from './purity.mjs'
import { checkTypes } from './types.mjs'

/**
 * @typedef {object} CheckResult
 * @property {boolean} ok
 * @property {string} output what is wrong; printed only when not ok
 * @property {string[]} [warnings] printed always
 */

const node = (root, ...args) => runQuietly(process.execPath, args, { cwd: root })

/** @type {readonly { name: string, run: (root: string) => Promise<CheckResult> }[]} */
export const CHECK_STEPS = [
  { name: 'dependencies', run: checkDependencies },
  {
    name: 'format and lint',
    run: (root) => node(root, path.join(root, 'node_modules/@biomejs/biome/bin/biome'), 'check', '--max-diagnostics=50', '--colors=off', '.'),
  },
  { name: 'arrows', run: (root) => checkArrows(root) },
  { name: 'purity', run: checkPurity },
  { name: 'file sizes', run: checkFileSizes },
  { name: 'types', run: checkTypes },
  { name: 'generated files', run: (root) => node(root, path.join(root, 'schemas/scripts/generate.mjs'), '--check') },
]

/**
 * Runs every step, also after a failure, and prints each as it ends.
 * @param {string} root
 * @param {(line: string) => void} say
 * @returns {Promise<{ passed: number, failed: number, failedSteps: string[] }>}
 */
export async function runChecks(root, say) {
  const failedSteps = []
  for (const { name, run } of CHECK_STEPS) {
    const began = performance.now()
    const { ok, output, warnings = [] } = await run(root)
    say(`${ok ? 'ok  ' : 'FAIL'} ${name} (${((performance.now() - began) / 1000).toFixed(1)} s)`)
    for (const warning of warnings) say(`     warning: ${warning}`)
    if (ok) continue
    failedSteps.push(name)
    say(output.trimEnd().replace(/^/gm, '     '))
  }
  return { passed: CHECK_STEPS.length - failedSteps.length, failed: failedSteps.length, failedSteps }
}
