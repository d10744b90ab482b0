import { type Actor, DEFAULT_LIMITS, type Limits, type Workflow } from '@aob/schemas'
import { describe, expect, test } from 'vitest'
import { AGENT, PERSON, RunDriver } from '../testing/run-driver.ts'
import { node, workflow } from '../testing/workflows.ts'
import { judgePatch, type PatchVerdict } from './index.ts'

const chain = () => workflow([node('a'), node('b'), node('c')], ['a>b', 'b>c'])

/** The verdict on turning `before` into `after` in a run in which the given nodes have succeeded and others started. */
function judge(
  before: Workflow,
  after: Workflow,
  { done = [] as string[], started = [] as string[], actor = PERSON as Actor, limits = DEFAULT_LIMITS as Limits } = {},
): PatchVerdict {
  const run = new RunDriver(before)
  for (const id of done) run.succeed(id)
  for (const id of started) run.signal(id, { kind: 'started' })
  return judgePatch({ before, after, ir: run.ir, state: run.history, actor, limits })
}

const LEGAL = { kind: 'legal', warnings: [] }

describe('history', () => {
  test('[L1] a run that has ended takes no patch', () => {
    const doc = workflow([node('a')])
    expect(judge(doc, chain(), { done: ['a'] })).toMatchObject({ kind: 'illegal', refusal: { rule: 'L1', code: 'run.terminal' } })
  })

  test.each<[string, Workflow, string | undefined]>([
    ['removed', workflow([node('b'), node('c')], ['b>c']), undefined],
    ['given another type', { ...chain(), nodes: [node('a', 'function'), node('b'), node('c')] }, '/type'],
    ['given another config', { ...chain(), nodes: [node('a', 'join', { config: { x: 1 } }), node('b'), node('c')] }, '/config'],
    ['given another join', { ...chain(), nodes: [node('a', 'join', { join: 'any' }), node('b'), node('c')] }, '/join'],
  ])('[L2] a node that has started or finished is not %s', (_what, after, pointer) => {
    for (const history of [{ done: ['a'] }, { started: ['a'] }]) {
      const verdict = judge(chain(), after, history)
      expect(verdict).toMatchObject({ kind: 'illegal', refusal: { rule: 'L2', code: 'patch.illegal', nodeId: 'a', allowed: expect.any(String) } })
      expect(verdict.kind === 'illegal' && verdict.refusal.pointer).toBe(pointer)
    }
    expect(judge(chain(), after), 'before it has started it may be').toEqual(LEGAL)
  })

  test('[L2] a node that waits for its retry has started', () => {
    const doc = workflow([node('a', 'http', { config: { url: 'http://x/' } })])
    const run = new RunDriver(doc)
    run.fail('a', true)
    run.now = run.state.nodes.get('a')?.dueAt ?? 0
    const after = workflow([node('a', 'http', { config: { url: 'http://y/' } })])
    const verdict = () => judgePatch({ before: doc, after, ir: run.ir, state: run.history, actor: PERSON, limits: DEFAULT_LIMITS })
    expect(verdict()).toMatchObject({ refusal: { rule: 'L2' } })
    run.send({ kind: 'retry_due', nodeId: 'a', attempt: 1 })
    expect(run.status('a')).toBe('queued')
    expect(verdict()).toMatchObject({ refusal: { rule: 'L2' } })
  })

  test('[L2] its name, position and policies may change', () => {
    const after = { ...chain(), nodes: [node('a', 'join', { name: 'First', position: { x: 5, y: 5 }, priority: 'high' }), node('b'), node('c')] }
    expect(judge(chain(), after, { done: ['a'] })).toEqual(LEGAL)
  })

  test('[L3] a resolved edge is neither removed nor edited', () => {
    expect(judge(chain(), workflow(chain().nodes, ['b>c']), { done: ['a'] })).toMatchObject({ refusal: { rule: 'L3', edgeId: 'ab' } })
    expect(judge(chain(), workflow(chain().nodes, ['a>b?x', 'b>c']), { done: ['a'] })).toMatchObject({ refusal: { rule: 'L3', edgeId: 'ab' } })
    expect(judge(chain(), workflow(chain().nodes, ['a>b?x', 'b>c'])), 'before it is resolved it may be').toEqual(LEGAL)
  })

  test('[L3] it goes together with a target that never started', () => {
    expect(judge(chain(), workflow([node('a'), node('c')], ['a>c']), { done: ['a'] })).toEqual(LEGAL)
    expect(judge(chain(), workflow([node('a'), node('c')], ['a>c']), { done: ['a'], started: ['b'] })).toMatchObject({ refusal: { rule: 'L2', nodeId: 'b' } })
  })

  test('[L4] no edge is added into a node that has started or finished, nor led there', () => {
    const doc = workflow([node('a'), node('b'), node('c')], ['a>b'])
    expect(judge(doc, workflow(doc.nodes, ['a>b', 'c>b']), { done: ['a'], started: ['b'] })).toMatchObject({
      refusal: { rule: 'L4', edgeId: 'cb', nodeId: 'b' },
    })
    expect(judge(doc, workflow(doc.nodes, ['a>b', 'c>b']), { done: ['a'] }), 'a queued one is withdrawn instead').toEqual(LEGAL)
    const turned = workflow(doc.nodes, ['a>b'])
    const led = { ...turned, nodes: [...turned.nodes, node('d')], edges: [...turned.edges, { id: 'x', from: 'd', to: 'c' }] }
    const leading = { ...led, edges: led.edges.map((edge) => (edge.id === 'x' ? { ...edge, to: 'b' } : edge)) }
    expect(judge(led, leading, { done: ['a'], started: ['b'] })).toMatchObject({ refusal: { rule: 'L4', edgeId: 'x' } })
  })

  test('[L9] the id of a removed node that the run knows does not come back', () => {
    const run = new RunDriver(chain())
    run.succeed('a')
    const without = workflow([node('a'), node('c')], ['a>c'])
    run.send(run.swapTo(without))
    const verdict = judgePatch({
      before: without,
      after: workflow([node('a'), node('c'), node('b', 'function')], ['a>c', 'c>b']),
      ir: run.ir,
      state: run.history,
      actor: PERSON,
      limits: DEFAULT_LIMITS,
    })
    expect(verdict).toMatchObject({ refusal: { rule: 'L9', nodeId: 'b' } })
  })

  test('[L9] nor the id of a resolved edge', () => {
    const run = new RunDriver(chain())
    run.succeed('a')
    const without = workflow([node('a'), node('c')], ['a>c'])
    run.send(run.swapTo(without))
    const after = { ...without, nodes: [...without.nodes, node('d')], edges: [...without.edges, { id: 'ab', from: 'a', to: 'd' }] }
    expect(judgePatch({ before: without, after, ir: run.ir, state: run.history, actor: PERSON, limits: DEFAULT_LIMITS })).toMatchObject({
      refusal: { rule: 'L9', edgeId: 'ab' },
    })
  })
})

describe('what only people may do', () => {
  const gated = (irreversible = {}) =>
    workflow(
      [node('s'), node('g', 'hitl'), node('pay', 'http', { config: { url: 'http://x/' }, irreversible: true, ...irreversible }), node('no')],
      ['s>g', 'g:approve>pay', 'g:reject>no'],
      { description: 'Pays.' },
    )
  const before = gated()
  const others: Actor[] = [AGENT, { kind: 'optimizer', id: 'pass' }, { kind: 'system', id: 'x' }]

  test.each<[string, Workflow]>([
    ['[L5] removes the gate', workflow([node('s'), before.nodes[2] ?? node('x'), node('no')], ['s>pay'], { description: 'Pays.' })],
    ['[L5] leads a way round it', { ...before, edges: [...before.edges, { id: 'round', from: 's', to: 'pay' }] }],
    ['[L5] leads its reject port to the node', { ...before, edges: [...before.edges, { id: 'no2', from: 'no', to: 'pay' }] }],
    ['[L5] cuts the node off, so that it starts at once', { ...before, edges: before.edges.filter((edge) => edge.to !== 'pay') }],
    ['[L5] turns the gate into another type', { ...before, nodes: before.nodes.map((each) => (each.id === 'g' ? node('g', 'switch') : each)) }],
    ['[L6] clears the mark', gated({ irreversible: false })],
    ['[L6] removes the node', { ...before, nodes: before.nodes.filter((each) => each.id !== 'pay'), edges: before.edges.filter((edge) => edge.to !== 'pay') }],
    ['[L7] changes its config', gated({ config: { url: 'http://y/' } })],
    ['[L7] changes its type', gated({ type: 'notify' })],
    ['[L8] changes the description', { ...before, description: 'Pays less.' }],
    ['[L8] adds settings', { ...before, settings: { maxAgents: 50 } }],
  ])('%s', (name, after) => {
    const rule = name.slice(1, 3)
    for (const actor of others) {
      expect(judge(before, after, { actor })).toMatchObject({ kind: 'illegal', refusal: { rule, code: 'patch.illegal', allowed: expect.any(String) } })
    }
    expect(judge(before, after), 'a person may').toEqual(LEGAL)
  })

  test('[L5] adding steps before or behind the gate is everybody’s right', () => {
    const longer = workflow([...before.nodes, node('check'), node('log')], ['s>check', 'check>g', 'g:approve>log', 'log>pay', 'g:reject>no'], {
      description: 'Pays.',
    })
    expect(judge(before, longer, { actor: AGENT })).toEqual(LEGAL)
  })
})

describe('limits and unknown types', () => {
  const agents = (count: number) => workflow(Array.from({ length: count }, (_, index) => node(`a${index}`, 'agent')))

  test('[L11][PP-09] the sixth agent is one too many, with the one text', () => {
    expect(judge(agents(4), agents(5), { actor: AGENT })).toEqual(LEGAL)
    expect(judge(agents(5), agents(6), { actor: AGENT })).toMatchObject({
      refusal: { rule: 'L11', code: 'limit.agents', message: 'Agent limit exceeded (max 5): agent limit exceeded: 5 + 1 > 5' },
    })
    expect(judge(agents(5), agents(6), { limits: { ...DEFAULT_LIMITS, maxAgents: 8 } })).toEqual(LEGAL)
  })

  test('[L11] a workflow that is over the limit may still be changed otherwise', () => {
    const over = agents(6)
    expect(judge(over, { ...over, nodes: [...over.nodes, node('j')] }, { actor: AGENT })).toEqual(LEGAL)
  })

  test('[L12][D-09] an unknown type comes in with a warning, unless the policy is fail', () => {
    const after = { ...chain(), nodes: [...chain().nodes, node('u', 'future_feature')] }
    expect(judge(chain(), after, { actor: AGENT })).toMatchObject({
      kind: 'legal',
      warnings: [{ code: 'node.unknown_type', nodeId: 'u', pointer: '/nodes/3/type', severity: 'warning' }],
    })
    const strict = (doc: Workflow) => ({ ...doc, settings: { unknownPolicy: 'fail' as const } })
    expect(judge(strict(chain()), strict(after))).toMatchObject({ refusal: { rule: 'L12', code: 'node.unknown_type', nodeId: 'u', pointer: '/nodes/3/type' } })
  })
})
