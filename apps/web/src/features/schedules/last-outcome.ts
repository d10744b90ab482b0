import type { ScheduleView } from '@aob/schemas'

export interface OutcomeWords {
  tone: 'quiet' | 'warning' | 'danger'
  text: string
}

/** What came of a schedule's last time, in plain words; undefined when it has not fired yet. */
export function outcomeWords({ lastOutcome }: Pick<ScheduleView, 'lastOutcome'>): OutcomeWords | undefined {
  if (lastOutcome === undefined) return undefined
  if (lastOutcome === 'started') return { tone: 'quiet', text: 'Started a run' }
  if (lastOutcome === 'started late') return { tone: 'warning', text: 'Started late: no server was there at its time' }
  if (lastOutcome === 'missed') return { tone: 'warning', text: 'Left out: no server was there at its time' }
  if (lastOutcome.startsWith('skipped')) return { tone: 'warning', text: 'Left out: the run before had not ended' }
  const refused = /^refused: (.*)$/s.exec(lastOutcome)?.[1]
  return refused === undefined ? { tone: 'quiet', text: lastOutcome } : { tone: 'danger', text: `Not started: ${refused}` }
}
