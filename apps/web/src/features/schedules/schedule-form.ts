import type { FieldProblem } from '@aob/schemas'
import type { Failure } from '../../lib/failure.ts'

/** What stands in the fields of a new schedule. */
export interface ScheduleForm {
  workflowName: string
  tag: string
  cron: string
  timezone: string
  /** What differs from the workflow's defaults at the time it starts. */
  inputs: Record<string, unknown>
  missed: 'skip' | 'run_once'
  overlap: 'allow' | 'skip'
}

/** Sentences by field, and those about single inputs; `form` belongs to none of them. */
export type ScheduleFaults = Partial<Record<'workflowName' | 'cron' | 'timezone' | 'form', string>> & { inputs: readonly FieldProblem[] }

const LONGEST_CRON = 200

/** What is wrong with a cron expression before anybody is asked for its times. */
export function cronFault(cron: string): string | undefined {
  if (cron.trim() === '') return 'Say when: minute, hour, day, month and weekday, or press one of the times below.'
  return cron.length > LONGEST_CRON ? `Must have at most ${LONGEST_CRON} characters; these are ${cron.length.toLocaleString('en')}.` : undefined
}

/** What keeps a schedule from being made, at the field it is about. */
export function faultsOf({ workflowName }: Pick<ScheduleForm, 'workflowName'>, missing: readonly FieldProblem[], refusal: Failure | undefined): ScheduleFaults {
  const own: ScheduleFaults = { inputs: missing, ...(workflowName === '' ? { workflowName: 'There is no workflow yet to be started.' } : {}) }
  if (!refusal) return own
  const { code = '', pointer = '', message, hint } = refusal
  if (pointer === '/cron') return { ...own, cron: message }
  if (pointer === '/timezone') return { ...own, timezone: message }
  if (pointer.startsWith('/inputs/')) return { ...own, inputs: [...missing, { code, message, pointer, severity: 'error' }] }
  if (code === 'resource.not_found') return { ...own, workflowName: message }
  return { ...own, form: [message, hint].filter(Boolean).join(' ') }
}
