const UNITS = [
  [86_400_000, 'd'],
  [3_600_000, 'h'],
  [60_000, 'min'],
  [1_000, 's'],
] as const

/** Milliseconds as people say them, in at most two units: 86,400,000 is `1 d`, 5,400,000 is `1 h 30 min`, 250 is `250 ms`. */
export function spokenMilliseconds(milliseconds: number): string {
  const first = UNITS.findIndex(([size]) => milliseconds >= size)
  const unit = UNITS[first]
  if (!unit) return `${milliseconds.toLocaleString('en')} ms`
  const [size, name] = unit
  const whole = Math.floor(milliseconds / size)
  const rest = milliseconds - whole * size
  const next = UNITS[first + 1]
  if (!next) return `${milliseconds / size} ${name}`
  const more = Math.floor(rest / next[0])
  return more === 0 ? `${whole} ${name}` : `${whole} ${name} ${more} ${next[1]}`
}

/** Milliseconds to the last one, as a field takes them: 90,000 is `1 min 30 s`. What is no whole number of them, or negative, stays a number. */
export function writtenMilliseconds(milliseconds: number): string {
  if (!Number.isSafeInteger(milliseconds) || milliseconds < 1) return String(milliseconds)
  let rest = milliseconds
  const parts: string[] = []
  for (const [size, name] of [...UNITS, [1, 'ms'] as const]) {
    const count = Math.floor(rest / size)
    rest -= count * size
    if (count > 0) parts.push(`${count} ${name}`)
  }
  return parts.join(' ')
}
