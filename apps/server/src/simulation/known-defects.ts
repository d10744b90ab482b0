import type { Violation } from './violation.ts'

/**
 * Defects the simulation found that are not mended yet: reported and counted, and no reason to fail. Each goes from here with its mend;
 * the seeds that show it move to `seeds.json`.
 */
const KNOWN: ReadonlyArray<{ rule: string; sentence: string }> = [
  {
    rule: 'D-30 version',
    sentence: 'Of two processes that prepare one accepted patch, one swaps its version in and the other writes its own version and operations to the row.',
  },
]

/** The sentence of a known defect, or undefined for anything new. */
export function knownDefect(violation: Violation): string | undefined {
  return KNOWN.find(({ rule }) => rule === violation.rule)?.sentence
}
