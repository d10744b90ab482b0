/**
 * Records keyed by ids from documents. Ids may be spelled like members of Object.prototype,
 * so records are read by own property only and written without a prototype.
 */

/** The own property of that name, or undefined. */
export function own<T>(record: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined
}

/** An empty record in which every key, `__proto__` included, is plain data. */
export function emptyRecord<T>(): Record<string, T> {
  return Object.create(null) as Record<string, T> // Object.create is typed any
}

/** A shallow copy without a prototype. */
export function copyRecord<T>(record: Readonly<Record<string, T>>): Record<string, T> {
  return Object.assign(emptyRecord<T>(), record)
}
