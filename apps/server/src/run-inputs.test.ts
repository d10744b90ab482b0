import { describe, expect, it } from 'vitest'
import { DomainError } from './domain-error.ts'
import { resolveInputs } from './run-inputs.ts'

const SCHEMA = {
  type: 'object',
  required: ['orderId'],
  additionalProperties: false,
  properties: { orderId: { type: 'string' }, limit: { type: 'integer', default: 10 }, tags: { type: 'array', items: { type: 'string' } } },
}

function failure(inputs: Record<string, unknown>): DomainError {
  try {
    resolveInputs(SCHEMA, inputs)
  } catch (error) {
    if (error instanceof DomainError) return error
  }
  throw new Error('expected a DomainError')
}

describe('resolveInputs', () => {
  it('[AP-05] fills defaults and keeps what was given', () => {
    expect(resolveInputs(SCHEMA, { orderId: 'a' })).toEqual({ orderId: 'a', limit: 10 })
    expect(resolveInputs(SCHEMA, { orderId: 'a', limit: 2 })).toEqual({ orderId: 'a', limit: 2 })
  })

  it('[AP-05] takes anything when the workflow has no schema', () => {
    expect(resolveInputs(undefined, { any: 1 })).toEqual({ any: 1 })
  })

  it('[AP-05] names the place of a wrong value', () => {
    const error = failure({ orderId: 'a', tags: ['x', 1] })
    expect(error.code).toBe('inputs.invalid')
    expect(error.detail.pointer).toBe('/inputs/tags/1')
  })

  it('[AP-05] refuses a missing required input', () => {
    expect(failure({}).code).toBe('inputs.invalid')
  })
})
