type Parsed = { value: unknown } | { fault: string }

const NUMBER = /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/

/** A number as typed; empty text is no value. Bounds are left to validation, which knows them with their pointers. */
export function parseNumber(text: string, { integer }: { integer: boolean }): Parsed {
  const trimmed = text.trim()
  if (trimmed === '') return { value: undefined }
  if (!NUMBER.test(trimmed)) return { fault: 'This is not a number.' }
  const value = Number(trimmed)
  if (integer && !Number.isInteger(value)) return { fault: 'Whole numbers only.' }
  return { value }
}

/** Whole numbers with commas or spaces between; empty text is no value. */
export function parseNumbers(text: string): Parsed {
  const parts = text.split(/[\s,]+/).filter(Boolean)
  if (parts.length === 0) return { value: undefined }
  const wrong = parts.find((part) => !/^-?\d+$/.test(part))
  return wrong === undefined ? { value: parts.map(Number) } : { fault: `${wrong} is not a whole number.` }
}
