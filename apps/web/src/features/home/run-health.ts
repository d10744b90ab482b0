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
  const words = wordsOf(marks.length, { good, bad, open })
  return { marks, words, share: good + bad === 0 ? undefined : Math.round((100 * good) / (good + bad)) }
}

function wordsOf(all: number, { good, bad, open }: Record<'good' | 'bad' | 'open', number>): string {
  if (all === 0) return 'No runs yet'
  if (all === 1) return open === 1 ? 'Its only run is under way' : `The last run ${good === 1 ? 'succeeded' : bad === 1 ? 'failed' : 'was cancelled'}`
  if (good === all || bad === all) return `The last ${all} runs ${good === all ? 'succeeded' : 'failed'}`
  const parts = [`${good === 0 ? 'None' : good} of the last ${all} runs succeeded`, bad > 0 ? `${bad} failed` : '', open > 0 ? `${open} under way` : '']
  return parts.filter(Boolean).join(', ')
}
