/** What fuzzing takes of a build: the tests of files that draw their cases from seeds. */
import { readFileSync } from 'node:fs'

/** A build gives this much to properties, fuzzing and simulation together (milliseconds); longer runs have commands of their own. */
export const FUZZ_BUDGET_MS = 120_000
const DRAWS = /\bfc\.assert\(|\brunSchedule\(|\bRandomRun\b|\bnew Random\(|\bfuzz/i

/**
 * @param {any} report vitest's JSON report; nothing when it wrote none
 * @param {(file: string) => string} read
 * @returns {{ ms: number, files: number }}
 */
export function fuzzTime(report, read = (file) => readFileSync(file, 'utf8')) {
  const files = (report?.testResults ?? []).filter(({ name }) => DRAWS.test(read(name)))
  const tests = files.flatMap(({ assertionResults }) => assertionResults)
  return { ms: tests.reduce((sum, { duration }) => sum + (duration ?? 0), 0), files: files.length }
}

/** @param {{ ms: number, files: number }} time */
export function fuzzLine({ ms, files }) {
  const seconds = (milliseconds) => (milliseconds / 1000).toFixed(0)
  const over = ms > FUZZ_BUDGET_MS ? '; that is too much for a build on an idle machine' : ''
  return `fuzzing: ${seconds(ms)} s in ${files} files, of ${seconds(FUZZ_BUDGET_MS)} s a build may take${over}`
}
