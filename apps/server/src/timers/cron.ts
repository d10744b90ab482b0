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
    throw new DomainError('schedule.cron_invalid', `"${cron}" is no cron expression: ${error instanceof Error ? error.message : error}`, { pointer: '/cron' })
  }
}

function requireZone(timezone: string): void {
  try {
    new Intl.DateTimeFormat('en', { timeZone: timezone })
  } catch {
    // The one thing this constructor throws for is a zone it does not know.
    throw new DomainError('schedule.timezone_invalid', `There is no time zone ${timezone}.`, { pointer: '/timezone' })
  }
}
