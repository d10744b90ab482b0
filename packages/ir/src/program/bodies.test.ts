import { DEFAULT_LIMITS, type Limits, type Workflow, type WorkflowNode } from '@aob/schemas'
import { describe, expect, test } from 'vitest'
import { countAgents, expandWorkflows, judgePatch, protectionsOf, refsIn, validateWorkflow } from '../document/index.ts'
import { AGENT, RunDriver } from '../testing/run-driver.ts'
import { edges, node, workflow } from '../testing/workflows.ts'
import { lower } from './index.ts'

const around = (id: string, nodes: WorkflowNode[], lines: string[] = [], type = 'composite'): WorkflowNode =>
  node(id, type, { config: { ...node('x', type).config, body: { nodes, edges: edges(...lines) } } })

const problems = (doc: Workflow, limits: Limits = DEFAULT_LIMITS) =>
  validateWorkflow(doc, { limits, expression: (source) => (source === 'bad(' ? { code: 'expression.syntax', message: 'No.' } : undefined) }).problems.map(
    ({ code, pointer, nodeId }) => [code, pointer, nodeId],
  )

const deep = (levels: number): Workflow => {
  let inner = node('x')
  for (let level = 0; level < levels; level++) inner = around(`s${level}`, [inner])
  return workflow([inner])
}

describe('validation inside bodies', () => {
  const B = '/nodes/1/config/body'

  test.each<[string, WorkflowNode, [string, string]]>([
    ['an id twice', around('s', [node('a'), node('a')]), ['graph.duplicate_id', `${B}/nodes/1/id`]],
    ['a cycle', around('s', [node('a'), node('b')], ['a>b', 'b>a']), ['graph.cycle', `${B}/edges/1`]],
    ['an edge without an end', around('s', [node('a')], ['a>z']), ['graph.unknown_node', `${B}/edges/0/to`]],
    ['a port that is not there', around('s', [node('a'), node('b')], ['a:true>b']), ['graph.unknown_port', `${B}/edges/0/fromPort`]],
    ['a config that does not fit', around('s', [node('a', 'http', { config: {} })]), ['node.config_invalid', `${B}/nodes/0/config/url`]],
    [
      'a source that does not parse',
      around('s', [node('a', 'conditional', { config: { condition: 'bad(' } })]),
      ['expression.syntax', `${B}/nodes/0/config/condition`],
    ],
    ['a node of another shape', around('s', [{ id: 'a', type: 'join' } as WorkflowNode]), ['node.config_invalid', `${B}/nodes/0/position`]],
    ['two bodies deep', around('s', [around('t', [node('a'), node('a')])]), ['graph.duplicate_id', `${B}/nodes/0/config/body/nodes/1/id`]],
  ])('[V15] %s is named from the root, with the node people see', (_name, scope, [code, pointer]) => {
    expect(problems(workflow([node('before'), scope]))).toContainEqual([code, pointer, 's'])
  })

  test('[V15] ids of a body are its own', () => {
    expect(problems(workflow([node('a'), around('s', [node('a'), node('s')])]))).toEqual([])
  })

  test('[V1] nodes count with those in bodies; bodies may lie so deep in one another and no deeper', () => {
    const doc = workflow([node('a'), around('s', [node('b'), node('c')])])
    expect(problems(doc, { ...DEFAULT_LIMITS, maxNodes: 4 })).toEqual([])
    expect(problems(doc, { ...DEFAULT_LIMITS, maxNodes: 3 })).toEqual([['limit.nodes', '/nodes', undefined]])
    expect(problems(deep(DEFAULT_LIMITS.maxScopeDepth))).toEqual([])
    expect(problems(deep(DEFAULT_LIMITS.maxScopeDepth + 1))).toEqual([['limit.scope_depth', '/nodes', undefined]])
  })

  test('[V12] a loop says when it ends', () => {
    const endless = node('l', 'loop', { config: { body: { nodes: [node('x')], edges: [] } } })
    expect(problems(workflow([endless]))).toEqual([['node.config_invalid', '/nodes/0/config/until', 'l']])
  })

  test('[V13][V14][D-28] agents in bodies count once each, unknown types inside are named', () => {
    const body = Array.from({ length: 3 }, (_, index) => node(`g${index}`, 'agent'))
    const doc = workflow([around('s', body), around('t', body)])
    expect(countAgents(doc)).toBe(6)
    expect(problems(doc)).toEqual([['limit.agents', '/nodes/1/config/body/nodes/2', 't']])
    expect(problems(workflow([around('s', [node('u', 'future_feature')])]))).toEqual([['node.unknown_type', '/nodes/0/config/body/nodes/0/type', 's']])
  })
})

describe('protections and bodies', () => {
  const pay = node('pay', 'http', { irreversible: true, config: { url: 'https://pay.example/' } })

  test('[L5][D-28] a scope that holds an irreversible node is protected by the gates before it', () => {
    const doc = workflow([node('g', 'hitl'), around('s', [pay])], ['g:approve>s'])
    expect(protectionsOf(doc)).toContainEqual({ nodeId: 's', gateId: 'g' })
    expect(lower(doc, DEFAULT_LIMITS).nodes.s?.irreversible).toBe(true)
  })

  const cases: [string, string, WorkflowNode[], WorkflowNode[]][] = [
    ['removing the scope', 'L6', [around('s', [pay])], []],
    ['removing it from the body', 'L6', [around('s', [pay, node('a')])], [around('s', [node('a')])]],
    ['clearing its mark', 'L6', [around('s', [pay])], [around('s', [{ ...pay, irreversible: false }])]],
    ['changing its config', 'L7', [around('s', [pay])], [around('s', [{ ...pay, config: { url: 'https://other.example/' } }])]],
    [
      'changing what the scope does with it',
      'L7',
      [around('m', [pay], [], 'map')],
      [{ ...around('m', [pay], [], 'map'), config: { ...around('m', [pay], [], 'map').config, items: '[1, 2]' } }],
    ],
    [
      'leading round the gate inside',
      'L5',
      [around('s', [node('g', 'hitl'), pay], ['g:approve>pay'])],
      [around('s', [node('g', 'hitl'), pay, node('x')], ['g:approve>pay', 'x>pay'])],
    ],
  ]
  test.each(cases)('[%s] is refused to an agent: %s', (_name, rule, before, after) => {
    const doc = workflow(
      [node('first'), ...before],
      before.map(({ id }) => `first>${id}`),
    )
    const next = { ...doc, nodes: [node('first'), ...after], edges: doc.edges.filter(({ to }) => after.some(({ id }) => id === to)) }
    const { ir, history } = new RunDriver(doc)
    expect(judgePatch({ before: doc, after: next, ir, state: history, actor: AGENT, limits: DEFAULT_LIMITS })).toMatchObject({
      kind: 'illegal',
      refusal: { rule },
    })
  })

  test('[L7] steps beside it in the body may change', () => {
    const doc = workflow([node('first'), around('s', [pay, node('a')], ['a>pay'])], ['first>s'])
    const next = { ...doc, nodes: [node('first'), around('s', [pay, node('a'), node('b')], ['a>pay', 'b>a'])] }
    const { ir, history } = new RunDriver(doc)
    expect(judgePatch({ before: doc, after: next, ir, state: history, actor: AGENT, limits: DEFAULT_LIMITS }).kind).toBe('legal')
  })
})

describe('sub-workflows', () => {
  const call = (id: string, ref: string) => node(id, 'workflow', { config: { ref } })
  const inner = workflow([node('g', 'agent'), node('u', 'future_feature')], ['g>u'], { name: 'inner', settings: { unknownPolicy: 'hold' } })

  test('[G4] a ref is written out where it stands, bodies included, with its own policy for unknown types', () => {
    const doc = workflow([call('a', 'inner'), around('s', [call('b', 'inner')])])
    expect(refsIn(doc)).toEqual(['inner'])
    const ir = lower(expandWorkflows(doc, new Map([['inner', { artifactId: 'v1', workflow: inner }]])), DEFAULT_LIMITS)
    expect(ir.agentCount).toBe(2)
    expect(ir.nodes.a).toMatchObject({
      config: { ref: 'inner' },
      scope: { pinned: { ref: 'inner', artifactId: 'v1' }, nodes: { u: { unknownPolicy: 'hold' } } },
    })
    expect(ir.nodes.s?.scope?.nodes.b?.scope?.pinned?.artifactId).toBe('v1')
  })

  test('[G4] what is not pinned, or inside itself, is an error of the caller', () => {
    const doc = workflow([call('a', 'inner')])
    expect(() => expandWorkflows(doc, new Map())).toThrow('is not pinned')
    const self = new Map([['inner', { artifactId: 'v1', workflow: { ...inner, nodes: [call('me', 'inner')], edges: [] } }]])
    expect(() => expandWorkflows(doc, self)).toThrow('is inside itself')
    expect(() => lower(doc, DEFAULT_LIMITS)).toThrow('expand sub-workflows')
  })
})
