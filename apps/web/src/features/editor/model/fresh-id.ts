const MAX_ID = 64

/**
 * The first of `stem`, `stem_2`, `stem_3`, … that is free; never longer than an element id may be. Whoever asks for many while `taken` only
 * grows hands in where each stem's numbers have got to: thousands of one kind would count from the beginning each.
 */
export function freeId(stem: string, taken: ReadonlySet<string>, reached = new Map<string, number>()): string {
  const clean = stem.replace(/[^A-Za-z0-9_-]+/g, '_').replace(/^_+|_+$/g, '') || 'item'
  const start = clean.slice(0, MAX_ID - 7)
  if (!taken.has(start)) return start
  const root = start.replace(/_\d+$/, '')
  return firstFree(`${root}_`, taken, reached)
}

/** The first number from 2 on under which something is free, behind its stem. */
export function firstFree(stem: string, taken: ReadonlySet<string | undefined>, reached: Map<string, number>): string {
  let number = reached.get(stem) ?? 2
  while (taken.has(`${stem}${number}`)) number++
  reached.set(stem, number)
  return `${stem}${number}`
}
