import { createExpressions } from '@aob/expressions'
import { validateWorkflow } from '@aob/ir/document'
import { DEFAULT_LIMITS } from '@aob/schemas'
import { describe, expect, it } from 'vitest'
import { TEMPLATES } from './templates.ts'

describe('templates', () => {
  const { check } = createExpressions()
  it.each(TEMPLATES.map((template) => [template.title, template] as const))('%s has neither faults nor warnings', (_, { id, workflow }) => {
    const { problems } = validateWorkflow({ schemaVersion: 1, name: 'From a template', ...workflow }, { limits: DEFAULT_LIMITS, expression: check })
    // An empty canvas is warned of, and is what was asked for.
    expect(problems).toEqual(id === 'empty' ? [expect.objectContaining({ severity: 'warning' })] : [])
  })

  it('have ids of their own', () => {
    expect(new Set(TEMPLATES.map(({ id }) => id)).size).toBe(TEMPLATES.length)
  })
})
