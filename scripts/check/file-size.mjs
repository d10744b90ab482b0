import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import path from 'node:path'

/** Over the first a second subject is probably hiding inside; over the second it certainly is. */
export const WARN_LINES = 300
export const FAIL_LINES = 400

const CODE = /\.(ts|tsx|mjs|cjs|lua|sql|css)$/
const EXEMPT = /(^|\/)generated\//

/**
 * @param {readonly { file: string, lines: number }[]} files
 * @returns {{ warnings: string[], failures: string[] }} one sentence each, longest first
 */
export function judgeSizes(files) {
  const long = files.filter(({ lines }) => lines > WARN_LINES).sort((a, b) => b.lines - a.lines)
  const sentence = ({ file, lines }) => `${file}: ${lines} lines`
  return {
    warnings: long.filter(({ lines }) => lines <= FAIL_LINES).map((entry) => `${sentence(entry)} (budget ${WARN_LINES})`),
    failures: long.filter(({ lines }) => lines > FAIL_LINES).map((entry) => `${sentence(entry)} (limit ${FAIL_LINES}): split it by subject`),
  }
}

/** @param {string} root */
export async function checkFileSizes(root) {
  const tracked = sourceFiles(root)
  if (tracked.length === 0) return { ok: false, output: 'git lists no source files here; the sizes cannot be judged' }
  const files = tracked.map((file) => ({ file, lines: countLines(path.join(root, file)) }))
  const { warnings, failures } = judgeSizes(files)
  return { ok: failures.length === 0, output: failures.join('\n'), warnings }
}

/** What git tracks or would track: nothing that is ignored. */
function sourceFiles(root) {
  const { stdout } = spawnSync('git', ['-c', 'safe.directory=*', 'ls-files', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  })
  return (stdout ?? '').split('\n').filter((file) => CODE.test(file) && !EXEMPT.test(file))
}

function countLines(file) {
  try {
    const text = readFileSync(file, 'utf8')
    return text.split('\n').length - (text.endsWith('\n') ? 1 : 0)
  } catch (error) {
    if (error.code === 'ENOENT') return 0 // tracked, but deleted in the working tree
    throw error
  }
}
