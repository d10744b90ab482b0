import { applyOperations, validateWorkflow } from '@aob/ir/document'
import { DEFAULT_LIMITS, type Workflow } from '@aob/schemas'
import { describe, expect, it } from 'vitest'
import { EXAMPLE_NODES, EXAMPLE_PATCHES, largeExample } from './large-example.ts'

describe('the large example', () => {
  it('is the same for everybody, and gives way while it is made', async () => {
    let pauses = 0
    const pause = async () => {
      pauses++
    }
    const first = await largeExample(pause)
    expect(pauses).toBeGreaterThan(10)
    expect(await largeExample(pause)).toEqual(first)
    expect(first.patches).toHaveLength(EXAMPLE_PATCHES)
  })

  it('is a workflow without a problem, and every change applies', async () => {
    const { base, patches } = await largeExample(async () => undefined)
    let document: unknown = JSON.parse(base)
    expect(validateWorkflow(document as Workflow, { limits: DEFAULT_LIMITS }).problems.filter(({ severity }) => severity === 'error')).toEqual([])
    const all = applyOperations(
      document,
      patches.flatMap(({ operations }) => operations),
    )
    expect(all.kind).toBe('ok')
    if (all.kind === 'ok') document = all.document
    const workflow = document as Workflow
    expect(workflow.nodes).toHaveLength(EXAMPLE_NODES + EXAMPLE_PATCHES / 4)
    expect(validateWorkflow(workflow, { limits: DEFAULT_LIMITS }).problems.filter(({ severity }) => severity === 'error')).toEqual([])
  })
})
