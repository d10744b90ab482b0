import type { WorkflowSummary } from '@aob/schemas'

type Runs = WorkflowSummary['recentRuns']

/** `none`: ended by a person, which says nothing about the workflow. */
export type RunMark = 'good' | 'bad' | 'open' | 'none'

const MARKS: Readonly<Record<Runs[number]['status'], RunMark>> = {
  COMPLETED: 'good',
  FAILED: 'bad',
  TIMED_OUT: 'bad',
  CANCELLED: 'none',
  RUNNING: 'open',
  WAITING_FOR_APPROVAL: 'open',
  PAUSED: 'open',
}

/** The last runs as marks, oldest first, in words, and the share in percent that ended well; undefined when none has ended by itself. */
export function healthOf(runs: Runs): { marks: { runId: string; mark: RunMark }[]; words: string; share: number | undefined } {
  const marks = runs.map(({ runId, status }) => ({ runId, mark: MARKS[status] })).reverse()
  const count = (wanted: RunMark) => marks.filter(({ mark }) => mark === wanted).length
  const [good, bad, open] = [count('good'), count('bad'), count('open')]
  const parts = [
    `${good} of the last ${marks.length} ${marks.length === 1 ? 'run' : 'runs'} succeeded`,
    bad > 0 ? `${bad} failed` : '',
    open > 0 ? `${open} under way` : '',
  ]
  return { marks, words: parts.filter(Boolean).join(', '), share: good + bad === 0 ? undefined : Math.round((100 * good) / (good + bad)) }
}
