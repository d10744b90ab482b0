/** What an INSERT of one row is made of. */
export interface RowParts {
  columns: string
  /** One placeholder for each column, with its type: in a SELECT nothing else would say it. */
  places: string
  values: unknown[]
}

type Column<T> = readonly [column: string, type: string, value: (row: T) => unknown]

/** `first` is the number of the first placeholder. */
export function rowParts<T>(columns: readonly Column<T>[], row: T, first: number): RowParts {
  return {
    columns: columns.map(([column]) => column).join(', '),
    places: columns.map(([, type], index) => `$${first + index}::${type}`).join(', '),
    values: columns.map(([, , value]) => value(row)),
  }
}
