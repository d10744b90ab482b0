export const FIRST_LABEL = 'v1.0'

const BASE = /^v(\d+)\./

/** Base number and patch count (VC-24): the third patch over base `v1.0` is `v1.3`. For display only. */
export function labelAfter(label: string, depth: number): string {
  return `v${BASE.exec(label)?.[1] ?? '1'}.${depth}`
}

/** The label of the base that a compaction makes of a version: `v2.0` of any `v1.n`. */
export function labelOfCompacted(label: string): string {
  return `v${Number(BASE.exec(label)?.[1] ?? '1') + 1}.0`
}
