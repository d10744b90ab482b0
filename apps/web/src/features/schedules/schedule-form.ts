import type { Failure } from '../../lib/failure.ts'

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

export type ParsedInputs = { kind: 'inputs'; value: Record<string, unknown> } | { kind: 'fault'; message: string }

export function parsedInputs(text: string): ParsedInputs {
  if (text.trim() === '') return { kind: 'inputs', value: {} }
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { kind: 'inputs', value: { ...value } }
    return { kind: 'fault', message: 'Inputs are an object, such as {"customer": "ACME"}.' }
  } catch (error) {
    return { kind: 'fault', message: `This is no JSON: ${error instanceof Error ? error.message : error}` }
  }
}

/** What keeps a schedule from being made, at the field it is about. */
export function faultsOf({ workflowName, inputs }: Pick<ScheduleForm, 'workflowName' | 'inputs'>, refusal: Failure | undefined): ScheduleFaults {
  const parsed = parsedInputs(inputs)
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
