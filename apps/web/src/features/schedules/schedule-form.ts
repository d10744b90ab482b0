import type { Failure } from '../../lib/failure.ts'
import { readObject } from '../../lib/json-object.ts'

/** What stands in the fields of a new schedule. */
export interface ScheduleForm {
  workflowName: string
  tag: string
  cron: string
  timezone: string
  /** JSON text of an object; empty for the workflow's defaults. */
  inputs: string
  missed: 'skip' | 'run_once'
  overlap: 'allow' | 'skip'
}

/** Sentences by field; `form` belongs to none of them. */
export type ScheduleFaults = Partial<Record<'workflowName' | 'cron' | 'timezone' | 'inputs' | 'form', string>>

/** What keeps a schedule from being made, at the field it is about. */
export function faultsOf({ workflowName, inputs }: Pick<ScheduleForm, 'workflowName' | 'inputs'>, refusal: Failure | undefined): ScheduleFaults {
  const parsed = readObject(inputs)
  const own: ScheduleFaults = {
    ...(workflowName === '' ? { workflowName: 'There is no workflow yet to be started.' } : {}),
    ...(parsed.kind === 'fault' ? { inputs: parsed.message } : {}),
  }
  if (!refusal) return own
  const { code = '', pointer = '', message, hint } = refusal
  if (pointer === '/cron') return { ...own, cron: message }
  if (pointer === '/timezone') return { ...own, timezone: message }
  if (code === 'inputs.invalid' || pointer.startsWith('/inputs'))
    return { ...own, inputs: pointer ? `${pointer.replace('/inputs/', '')}: ${message}` : message }
  if (code === 'resource.not_found') return { ...own, workflowName: message }
  return { ...own, form: [message, hint].filter(Boolean).join(' ') }
}
