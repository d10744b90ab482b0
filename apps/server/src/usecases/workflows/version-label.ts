export const FIRST_LABEL = 'v1.0'

/** Base number and patch count (VC-24): the third patch over base `v1.0` is `v1.3`. For display only. */
export function labelAfter(label: string, depth: number): string {
  const base = /^v(\d+)\./.exec(label)?.[1] ?? '1'
  return `v${base}.${depth}`
}
