/** A moment as the clocks of a time zone show it: "Mon, 1 Jun, 09:00". */
export function timeIn(timezone: string, at: string): string {
  const options = { weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const
  const parts = new Intl.DateTimeFormat('en-GB', { ...options, timeZone: timezone }).formatToParts(new Date(at))
  // Put together here: browsers do not agree on the commas in between.
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.find((each) => each.type === type)?.value ?? ''
  return `${part('weekday')}, ${part('day')} ${part('month')}, ${part('hour')}:${part('minute')}`
}

/** Zones to choose from, the browser's first, then UTC; a zone given by name is among them. */
export function zoneChoices(own: string, all: readonly string[], given: string): string[] {
  return [...new Set([own, 'UTC', given, ...all])]
}

export function ownZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC'
}
