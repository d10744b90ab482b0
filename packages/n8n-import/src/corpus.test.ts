import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { createExpressions } from '@aob/expressions'
import { validateWorkflow } from '@aob/ir/document'
import { DEFAULT_LIMITS } from '@aob/schemas'
import { describe, expect, test } from 'vitest'
import { importN8n, looksLikeN8n } from './index.ts'

const folder = path.join(process.env.AOB_CORPORA ?? '../shared/corpora', 'n8n')
const files = existsSync(folder) ? readdirSync(folder).filter((file) => file.endsWith('.json')) : []

describe.skipIf(files.length === 0)(`real workflows (${files.length > 0 ? folder : 'no corpus here'})`, () => {
  const { check } = createExpressions()
  test.each(files)('%s becomes a valid workflow', (file) => {
    const value: unknown = JSON.parse(readFileSync(path.join(folder, file), 'utf8'))
    expect(looksLikeN8n(value)).toBe(true)
    const { workflow, report } = importN8n(value, { fallbackName: file })
    const { problems } = validateWorkflow(workflow, { limits: DEFAULT_LIMITS, expression: check })
    expect(problems.filter(({ severity }) => severity === 'error')).toEqual([])
    const nodes = (value as { nodes: unknown[] }).nodes
    expect(report.nodes.length + report.remarks.filter((remark) => remark.startsWith('Node ') || remark.startsWith('A second node')).length).toBe(nodes.length)
    if (process.env.AOB_PRINT) console.log(JSON.stringify({ file, totals: report.totals, report }, null, 1))
  })
})
