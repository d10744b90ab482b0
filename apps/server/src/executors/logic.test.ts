import { afterAll, describe, expect, it } from 'vitest'
import { createExpressions } from '../expressions/expressions.ts'
import type { ExpressionScope } from '../ports/execution.ts'
import { createConditionalExecutor } from './conditional.ts'
import { createFunctionExecutor } from './function.ts'
import { createJoinExecutor } from './join.ts'
import { createFunctionSandbox } from './sandbox/sandbox.ts'
import { createSwitchExecutor } from './switch.ts'
import { testRequest } from './test-request.ts'

const expressions = createExpressions()
const sandbox = createFunctionSandbox({ threads: 1 })
afterAll(() => sandbox.close())

const scope: ExpressionScope = { inputs: { n: 2 }, nodes: { a: { total: 120 }, b: { ok: true } }, run: { id: 'run-1', workflow: 'W' }, vars: {} }

describe('conditional', () => {
  const run = (condition: string) => createConditionalExecutor({ expressions }).execute(testRequest({ type: 'conditional', config: { condition } }, { scope }))

  it('[EX-06] leaves by true or false', async () => {
    expect(await run('nodes.a.total > 100')).toEqual({ kind: 'succeeded', port: 'true', output: { result: true } })
    expect(await run('nodes.a.total > 200')).toEqual({ kind: 'succeeded', port: 'false', output: { result: false } })
  })

  it('[D-27] a missing key is condition.failed', async () => {
    expect(await run('nodes.zzz.total > 1')).toMatchObject({ kind: 'failed', error: { code: 'condition.failed', retryable: false } })
  })
})

describe('switch', () => {
  const run = (cases: Array<{ name: string; when: string }>) =>
    createSwitchExecutor({ expressions }).execute(testRequest({ type: 'switch', config: { cases } }, { scope }))

  it('leaves by the first case that holds and does not look at later ones', async () => {
    const cases = [
      { name: 'small', when: 'nodes.a.total < 100' },
      { name: 'large', when: 'nodes.a.total >= 100' },
      { name: 'broken', when: 'nodes.zzz.x' },
    ]
    expect(await run(cases)).toEqual({ kind: 'succeeded', port: 'large', output: { case: 'large' } })
  })

  it('leaves by default when none holds', async () => {
    expect(await run([{ name: 'small', when: 'false' }])).toEqual({ kind: 'succeeded', port: 'default', output: { case: 'default' } })
  })
})

describe('function', () => {
  const run = (config: Record<string, unknown>) =>
    createFunctionExecutor({ expressions, sandbox }).execute(testRequest({ type: 'function', config }, { scope }))

  it('[EX-03] without an input of its own sees the inputs, the nodes and, in a loop, its turn; of what is not there nothing', async () => {
    const seen = (local: Partial<ExpressionScope>) =>
      createFunctionExecutor({ expressions, sandbox }).execute(
        testRequest({ type: 'function', config: { code: 'return input' } }, { scope: { ...scope, ...local } }),
      )
    const { inputs, nodes } = scope
    expect(await seen({})).toEqual({ kind: 'succeeded', port: 'out', output: { inputs, nodes } })
    expect(await seen({ iteration: 0, previous: 7 })).toMatchObject({ output: { inputs, nodes, iteration: 0, previous: 7 } })
  })

  it('[EX-01] works on its rendered input, by default on inputs and nodes', async () => {
    expect(await run({ code: 'return input.total * 2', input: { total: '{{ nodes.a.total }}' } })).toEqual({ kind: 'succeeded', port: 'out', output: 240 })
    expect(await run({ code: 'return input.inputs.n + input.nodes.a.total' })).toMatchObject({ output: 122 })
  })

  it('does not fill in expressions in its code', async () => {
    expect(await run({ code: 'return "{{ inputs.n }}"' })).toMatchObject({ output: '{{ inputs.n }}' })
  })

  it('fails for good when the code throws', async () => {
    expect(await run({ code: 'return input.nothing.at.all' })).toMatchObject({ kind: 'failed', error: { code: 'function.threw', retryable: false } })
  })
})

describe('join', () => {
  it('[EX-04] gathers the branches that ran, by node id', async () => {
    const request = testRequest({ id: 'join', type: 'join', in: ['e1', 'e2', 'e3'] }, { scope })
    const edge = (id: string, from: string) => ({ id, from, to: 'join', port: 'out' })
    request.ir.edges = { e1: edge('e1', 'a'), e2: edge('e2', 'b'), e3: edge('e3', 'never_ran') }
    expect(await createJoinExecutor().execute(request)).toEqual({ kind: 'succeeded', port: 'out', output: { a: { total: 120 }, b: { ok: true } } })
  })
})
