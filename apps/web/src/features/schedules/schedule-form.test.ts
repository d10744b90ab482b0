import type { FieldProblem } from '@aob/schemas'
import { describe, expect, it } from 'vitest'
import { cronFault, faultsOf } from './schedule-form.ts'

const refusal = (part: object) => ({ message: 'No.', problems: [], data: {}, ...part })
const fine = { workflowName: 'w' }
const missing: FieldProblem[] = [{ code: 'run.inputs_invalid', message: 'This is needed to start.', pointer: '/inputs/a', severity: 'error' }]

describe('a new schedule', () => {
  it('says what is wrong with its times before the server is asked', () => {
    expect(cronFault('0 9 * * *')).toBeUndefined()
    expect(cronFault(' ')).toContain('Say when')
    expect(cronFault('9'.repeat(201))).toBe('Must have at most 200 characters; these are 201.')
  })

  it('has each refusal at the field it is about', () => {
    expect(faultsOf(fine, [], undefined)).toEqual({ inputs: [] })
    expect(faultsOf(fine, [], refusal({ pointer: '/cron' }))).toEqual({ inputs: [], cron: 'No.' })
    expect(faultsOf(fine, [], refusal({ pointer: '/timezone' }))).toEqual({ inputs: [], timezone: 'No.' })
    expect(faultsOf(fine, [], refusal({ pointer: '/inputs/name', code: 'inputs.invalid' }))).toEqual({
      inputs: [{ code: 'inputs.invalid', message: 'No.', pointer: '/inputs/name', severity: 'error' }],
    })
    expect(faultsOf(fine, [], refusal({ code: 'resource.not_found' }))).toEqual({ inputs: [], workflowName: 'No.' })
    expect(faultsOf(fine, [], refusal({ code: 'limit.schedules', hint: 'Delete one.' }))).toEqual({ inputs: [], form: 'No. Delete one.' })
    expect(faultsOf({ workflowName: '' }, missing, undefined)).toEqual({ inputs: missing, workflowName: 'There is no workflow yet to be started.' })
  })
})
