import { readFileSync } from 'node:fs'
import path from 'node:path'
import { filesUnder } from '../launch/content-hash.mjs'

/** Folders whose code gets time, chance and the world as arguments. */
const PURE_FOLDERS = ['schemas/src', 'packages/ir/src']

/** @type {readonly (readonly [string, RegExp])[]} */
const BANNED = [
  ['Date.now', /\bDate\.now\b/],
  ['new Date() without a value', /\bnew Date\(\s*\)/],
  ['performance.now', /\bperformance\.now\b/],
  ['Math.random', /\bMath\.random\b/],
  ['crypto randomness', /\brandomUUID\b|\bgetRandomValues\b|\brandomBytes\b/],
  ['timers', /\b(?:setTimeout|setInterval|setImmediate|queueMicrotask)\s*\(/],
  ['fetch', /\bfetch\s*\(/],
  ['process', /\bprocess\.(?:env|hrtime|exit|stdout|stderr)\b/],
  ['console', /\bconsole\.\w+\s*\(/],
]

/**
 * Finds impurities in one source text. Comments do not count; strings do, which errs on the safe side.
 * @param {string} text
 * @returns {{ line: number, what: string }[]}
 */
export function impurities(text) {
  const code = text.replace(/\/\*[\s\S]*?\*\/|(?<!:)\/\/.*$/gm, (comment) => comment.replace(/[^\n]/g, ' '))
  return code.split('\n').flatMap((line, index) => BANNED.filter(([, pattern]) => pattern.test(line)).map(([what]) => ({ line: index + 1, what })))
}

/** @param {string} root */
export async function checkPurity(root) {
  const files = PURE_FOLDERS.flatMap((folder) => filesUnder(root, folder)).filter((file) => /\.(ts|mjs)$/.test(file))
  const hits = files.flatMap((file) =>
    impurities(readFileSync(path.join(root, file), 'utf8')).map(({ line, what }) => `${file}:${line}: ${what} in the pure core; take it as an argument`),
  )
  return { ok: hits.length === 0, output: hits.join('\n') }
}
