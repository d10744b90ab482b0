import { DEFAULT_LIMITS } from '@aob/schemas'
import { describe, expect, it } from 'vitest'
import { failureOf } from '../testing/engine-fixtures.ts'
import { functionNode, httpNode, workflow } from '../testing/workflows.ts'
import { createDocumentRules } from './document-rules.ts'

const rules = createDocumentRules({
  limits: DEFAULT_LIMITS,
  egress: (url) => (url.includes('metadata') ? { code: 'ssrf.address', message: 'not there' } : undefined),
  expression: () => undefined,
})
const refused = (document: unknown) => failureOf((async () => rules.require(document))())

describe('rules for whole documents', () => {
  it('gives a valid document back as it is', () => {
    const document = workflow('fine', [functionNode('only', 'return 1')], [])
    expect(rules.require(document)).toBe(document)
  })

  it('refuses with the code and the place of the first problem, and lists all of them', async () => {
    const document = workflow('two faults', [httpNode('call', 'http://metadata/')], ['call>nowhere'])
    const { code, detail } = await refused(document)
    expect([code, detail.pointer]).toEqual([detail.problems?.[0]?.code, detail.problems?.[0]?.pointer])
    expect(detail.problems?.map((problem) => problem.code)).toEqual(expect.arrayContaining(['ssrf.address', 'graph.unknown_node']))
  })

  it('refuses what is no document at all', async () => {
    for (const document of [null, 1, 'text', [], {}]) expect((await refused(document)).status).toBe(422)
  })
})
