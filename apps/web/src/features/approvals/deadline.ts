/** A deadline as a person reads it. `urgent` from the last tenth of an hour on. */
export interface DeadlineReading {
  text: string
  tone: 'calm' | 'urgent' | 'passed'
}

/** From here on the clock counts seconds and turns urgent, in ms. */
export const URGENT_MS = 6 * 60_000

function two(value: number): string {
  return String(value).padStart(2, '0')
}

/** What is left until `deadline`; both in milliseconds since the epoch. */
export function readDeadline(deadline: number, now: number): DeadlineReading {
  const left = deadline - now
  if (left <= 0) return { text: 'deadline passed', tone: 'passed' }
  const seconds = Math.floor(left / 1_000)
  const [days, hours, minutes] = [Math.floor(seconds / 86_400), Math.floor(seconds / 3_600) % 24, Math.floor(seconds / 60) % 60]
  if (left <= URGENT_MS) return { text: `${minutes}:${two(seconds % 60)} left`, tone: 'urgent' }
  if (days > 0) return { text: `${days} d ${hours} h left`, tone: 'calm' }
  return { text: hours > 0 ? `${hours} h ${minutes} min left` : `${minutes} min left`, tone: 'calm' }
}

const TIMEOUT_WORDS: Readonly<Record<string, string>> = { escalate: 'then it is escalated', reject: 'then it is rejected', approve: 'then it is approved' }

/** What happens at the deadline, when the server says so. */
export function afterDeadline(onTimeout: string | undefined): string | undefined {
  return onTimeout === undefined ? undefined : TIMEOUT_WORDS[onTimeout]
}
