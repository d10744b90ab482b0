const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'] as const
const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'] as const
const NUMBER = /^\d{1,2}$/

/** A cron expression as people say it; undefined for those that have no short words. Whether it is one at all is the server's to say. */
export function cronWords(cron: string): string | undefined {
  const fields = cron.trim().split(/\s+/)
  if (fields.length !== 5) return undefined
  const [minute = '', hour = '', day = '', month = '', weekday = ''] = fields
  const often = month === '*' && day === '*' && weekday === '*' ? everySoOften(minute, hour) : undefined
  if (often) return often
  if (!NUMBER.test(minute) || !NUMBER.test(hour)) return undefined
  const days = dayWords(day, month, weekday)
  return days && `${days} at ${clock(hour, minute)}`
}

function everySoOften(minute: string, hour: string): string | undefined {
  const minutes = stepOf(minute)
  if (hour === '*' && minute === '*') return 'Every minute'
  if (hour === '*' && minutes !== undefined) return minutes === 1 ? 'Every minute' : `Every ${minutes} minutes`
  if (!NUMBER.test(minute)) return undefined
  const past = Number(minute) === 0 ? 'on the hour' : `at ${Number(minute)} past`
  if (hour === '*') return `Every hour, ${past}`
  const hours = stepOf(hour)
  return hours === undefined ? undefined : `Every ${hours} hours, ${past}`
}

function stepOf(field: string): number | undefined {
  const step = /^\*\/(\d{1,2})$/.exec(field)?.[1]
  return step === undefined || Number(step) === 0 ? undefined : Number(step)
}

function clock(hour: string, minute: string): string {
  return `${hour.padStart(2, '0')}:${minute.padStart(2, '0')}`
}

function dayWords(day: string, month: string, weekday: string): string | undefined {
  if (day === '*' && month === '*') return weekday === '*' ? 'Every day' : weekdayWords(weekday)
  if (weekday !== '*' || !NUMBER.test(day)) return undefined
  if (month === '*') return `On day ${Number(day)} of every month`
  const name = NUMBER.test(month) ? MONTHS[Number(month) - 1] : undefined
  return name && `Every year on ${Number(day)} ${name}`
}

function weekdayWords(field: string): string | undefined {
  if (/^(1-5|MON-FRI)$/i.test(field)) return 'Monday to Friday'
  const names = field.split(',').map((part) => (/^[0-7]$/.test(part) ? DAYS[Number(part) % 7] : undefined))
  if (names.some((name) => name === undefined)) return undefined
  return `Every ${names.length < 3 ? names.join(' and ') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`}`
}
