import { describe, expect, it } from 'vitest'
import { faultsOf } from './schedule-form.ts'

const refusal = (part: object) => ({ message: 'No.', problems: [], data: {}, ...part })
const fine = { workflowName: 'w', inputs: '' }

describe('a new schedule', () => {
  it('has each refusal at the field it is about', () => {
    expect(faultsOf(fine, undefined)).toEqual({})
    expect(faultsOf(fine, refusal({ pointer: '/cron' }))).toEqual({ cron: 'No.' })
    expect(faultsOf(fine, refusal({ pointer: '/timezone' }))).toEqual({ timezone: 'No.' })
    expect(faultsOf(fine, refusal({ pointer: '/inputs/name', code: 'inputs.invalid' }))).toEqual({ inputs: 'name: No.' })
    expect(faultsOf(fine, refusal({ code: 'resource.not_found' }))).toEqual({ workflowName: 'No.' })
    expect(faultsOf(fine, refusal({ code: 'limit.schedules', hint: 'Delete one.' }))).toEqual({ form: 'No. Delete one.' })
    expect(Object.keys(faultsOf({ workflowName: '', inputs: '{' }, undefined))).toEqual(['workflowName', 'inputs'])
  })
})
