import { Cron } from 'croner'
import { DomainError } from '../domain-error.ts'

/**
 * The first time after `after` that a cron expression of five fields names in a time zone; undefined when none follows. A time that a clock change
 * leaves out comes right after it, one that it repeats comes once.
 * Throws `schedule.cron_invalid` and `schedule.timezone_invalid`.
 */
export function nextOccurrence(cron: string, timezone: string, after: Date): Date | undefined {
  requireZone(timezone)
  try {
    // Without a function nothing is scheduled in this process: only times are asked for.
    return new Cron(cron, { timezone, mode: '5-part', paused: true }).nextRun(after) ?? undefined
  } catch (error) {
    throw new DomainError('schedule.cron_invalid', faultOf(cron) ?? `"${cron}" cannot be read: ${error instanceof Error ? error.message : error}`, {
      pointer: '/cron',
    })
  }
}

/** The fields in their order, and what each may be. */
const FIELDS = [
  ['minute', '0 to 59'],
  ['hour', '0 to 23'],
  ['day of the month', '1 to 31'],
  ['month', '1 to 12 or JAN to DEC'],
  ['weekday', '0 to 7 or SUN to SAT'],
] as const

/** What is wrong with a cron expression, in a person's words; undefined when no field alone is at fault. */
function faultOf(cron: string): string | undefined {
  const fields = cron.trim().split(/\s+/).filter(Boolean)
  if (fields.length !== FIELDS.length)
    return `"${cron}" has ${fields.length === 1 ? '1 field' : `${fields.length} fields`}, not five: minute, hour, day, month, weekday.`
  for (const [index, [name, range]] of FIELDS.entries()) {
    const alone = FIELDS.map((_, at) => (at === index ? fields[index] : '*')).join(' ')
    try {
      new Cron(alone, { mode: '5-part', paused: true })
    } catch {
      return `"${fields[index]}" is no ${name}: ${range}, lists (1,15), ranges (1-5) and steps (*/10).`
    }
  }
  return undefined
}

function requireZone(timezone: string): void {
  try {
    new Intl.DateTimeFormat('en', { timeZone: timezone })
  } catch {
    // The one thing this constructor throws for is a zone it does not know.
    throw new DomainError('schedule.timezone_invalid', `There is no time zone ${timezone}.`, { pointer: '/timezone' })
  }
}
