const MAX_ID = 64

/** The first of `stem`, `stem_2`, `stem_3`, … that is free; never longer than an element id may be. */
export function freeId(stem: string, taken: ReadonlySet<string>): string {
  const clean = stem.replace(/[^A-Za-z0-9_-]+/g, '_').replace(/^_+|_+$/g, '') || 'item'
  const start = clean.slice(0, MAX_ID - 7)
  if (!taken.has(start)) return start
  const root = start.replace(/_\d+$/, '')
  let count = 2
  while (taken.has(`${root}_${count}`)) count++
  return `${root}_${count}`
}
