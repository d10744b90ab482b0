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
