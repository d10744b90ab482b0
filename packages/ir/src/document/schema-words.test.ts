import { DEFAULT_LIMITS } from '@aob/schemas'
import { expect, test } from 'vitest'
import { node, workflow } from '../testing/workflows.ts'
import { validateWorkflow } from './index.ts'

const told = (type: string, config: object) => validateWorkflow(workflow([node('a', type, { config })]), { limits: DEFAULT_LIMITS }).problems[0]

test('[V9] no person is shown a pattern: what a name takes is said in words', () => {
  expect(told('agent', { prompt: 'x', runner: 'Not Here' })).toMatchObject({
    message: 'runner takes small letters, digits and “-”, at most 40, a letter first.',
    name: 'runner',
    rule: 'pattern',
  })
  expect(told('switch', { cases: [{ name: 'a/b', when: 'true' }] })?.message).toBe('name takes letters, digits, spaces, “_” and “-”, at most 64.')
  expect(told('agent', { prompt: 'x', tools: ['read_context', 'read_context'] })?.message).toBe('tools has the same thing twice.')
})
