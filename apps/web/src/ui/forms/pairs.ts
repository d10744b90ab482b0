/** One row of a name/value list; `row` only tells rows apart on screen. */
export interface Pair {
  row: number
  name: string
  value: string
}

export function pairsOf(value: unknown): Pair[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).map(([name, member], row) => ({ row, name, value: typeof member === 'string' ? member : JSON.stringify(member) }))
}

/** The named rows; of rows with the same name the last counts. */
export function toRecord(rows: readonly Pair[]): Record<string, string> {
  return Object.fromEntries(rows.filter(({ name }) => name !== '').map(({ name, value }) => [name, value]))
}

/** Why the document does not hold a row: it has a value and no name, or one below has the same name. */
export function pairFault(pair: Pair, rows: readonly Pair[]): string | undefined {
  if (pair.name === '') return pair.value === '' ? undefined : 'A name is needed: without one this is not sent.'
  return rows.some(({ row, name }) => row > pair.row && name === pair.name) ? 'The same name stands below, and that one counts.' : undefined
}

/** Why the document does not hold all of the rows. */
export function pairsFault(rows: readonly Pair[]): string | undefined {
  return rows.map((pair) => pairFault(pair, rows)).find((fault) => fault !== undefined)
}

/** Whether a document value says the same as the rows; nothing and an empty object are the same. */
export function sameRecord(record: Readonly<Record<string, string>>, value: unknown): boolean {
  const other = toRecord(pairsOf(value))
  const names = Object.keys(record)
  return names.length === Object.keys(other).length && names.every((name) => other[name] === record[name])
}
