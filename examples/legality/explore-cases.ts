import { mkdirSync, writeFileSync } from 'node:fs'
import { caseOf, type LegalityCase, tryCase } from '../../packages/ir/src/testing/explorer/explorer.ts'
import { shrink } from '../../packages/ir/src/testing/explorer/shrink.ts'

/** Failing cases, shrunk, stay here as files and are tried again by every build. */
export const CASES = new URL('./cases/', import.meta.url)

export interface Tally {
  cases: number
  allowed: number
  /** By rule: refused, and applied by force an invariant breaks. */
  justified: Record<string, number>
  /** By rule: refused, and applied by force every invariant would hold. */
  policy: Record<string, number>
  /** What broke when refused patches were applied by force. */
  breaks: Record<string, number>
  faults: { seed: number; what: string; message: string; file?: string }[]
}

export interface ExploreOptions {
  cases: number
  seed: number
  /** No new case is begun once this is true. */
  timeIsUp?(): boolean
  /** Shrinks failing cases and keeps them as files. */
  keep?: boolean
}

export function exploreCases({ cases, seed, timeIsUp = () => false, keep = false }: ExploreOptions): Tally {
  const tally: Tally = { cases: 0, allowed: 0, justified: {}, policy: {}, breaks: {}, faults: [] }
  for (let at = seed; at < seed + cases && !timeIsUp(); at++) {
    const test = caseOf(at)
    const result = tryCase(test)
    tally.cases++
    if (result.kind === 'allowed') tally.allowed++
    else if (result.kind === 'policy') count(tally.policy, result.rule)
    else if (result.kind === 'justified') {
      count(tally.justified, result.rule)
      count(tally.breaks, result.breaks)
    } else {
      const file = keep ? keepCase(at, shrink(test, result), result.what) : undefined
      tally.faults.push({ seed: at, what: result.what, message: result.message, ...(file ? { file } : {}) })
    }
  }
  return tally
}

function count(record: Record<string, number>, key: string): void {
  record[key] = (record[key] ?? 0) + 1
}

function keepCase(seed: number, test: LegalityCase, what: string): string {
  mkdirSync(CASES, { recursive: true })
  const name = `${what.replaceAll(' ', '-')}-${seed}.json`
  writeFileSync(new URL(name, CASES), `${JSON.stringify(test, undefined, 2)}\n`)
  return name
}
