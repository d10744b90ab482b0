import { readdirSync, readFileSync } from 'node:fs'
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

test('every pattern of the schemas of nodes and workflows has its words', () => {
  const root = new URL('../../../../schemas/', import.meta.url)
  const files = [...readdirSync(new URL('node-types/', root)).map((name) => `node-types/${name}`), 'workflow.schema.json']
  const patterns = files.flatMap((file) =>
    [...readFileSync(new URL(file, root), 'utf8').matchAll(/"pattern": ("[^"]+")/g)].map(([, text = '""']) => String(JSON.parse(text))),
  )
  const words = readFileSync(new URL('schema-problems.ts', import.meta.url), 'utf8')
  expect(patterns.length).toBeGreaterThan(4)
  expect(patterns.filter((pattern) => !words.includes(`'${pattern}'`))).toEqual([])
})
