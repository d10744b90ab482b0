import { validateWorkflow } from '@aob/ir/document'
import { DEFAULT_LIMITS, type FieldProblem, type Workflow } from '@aob/schemas'
import { describe, expect, test } from 'vitest'
import { problemPlace, problemSentence, toDoSentence } from './problem-words.ts'

const document: Workflow = {
  schemaVersion: 1,
  name: 'Words',
  nodes: [
    { id: 'gate', type: 'hitl', name: 'Ask sales', config: {}, position: { x: 0, y: 0 } },
    { id: 'end', type: 'join', config: {}, position: { x: 300, y: 0 } },
  ],
  edges: [{ id: 'gate_end', from: 'gate', to: 'end' }],
}
const problem = (part: Partial<FieldProblem>): FieldProblem => ({ code: 'SCHEMA_INVALID', message: '', pointer: '', severity: 'error', ...part })

describe('problems in the words of the editor', () => {
  test('a setting goes by the name of its field', () => {
    const missing = problem({ nodeId: 'gate', pointer: '/nodes/0/config/title', message: 'title is missing.', name: 'title', rule: 'required' })
    expect(problemSentence(missing, document)).toBe('Question is missing.')
    expect(problemPlace(missing, document)).toBe('Ask sales')
  })
  test('an item of a setting goes by its number and the name of its field', () => {
    const call: Workflow = { ...document, nodes: [{ id: 'call', type: 'http', config: {}, position: { x: 0, y: 0 } }], edges: [] }
    const low = problem({
      nodeId: 'call',
      pointer: '/nodes/0/config/expectStatus/0',
      message: 'Item 1 of expectStatus must be at least 100.',
      name: 'expectStatus',
      rule: 'minimum',
    })
    expect(problemSentence(low, call)).toBe('Item 1 of Accepted statuses must be at least 100.')
  })
  test('what only waits is said to wait', () => {
    expect(
      toDoSentence(problem({ nodeId: 'gate', pointer: '/nodes/0/config/title', message: 'title is missing.', name: 'title', rule: 'required' }), document),
    ).toBe('Question is still to be filled in.')
  })
  test('a step that wants any one of its settings says so, not how many properties its config must have', () => {
    const wait: Workflow = { ...document, nodes: [{ id: 'wait', type: 'delay', config: {}, position: { x: 0, y: 0 } }], edges: [] }
    const none = problem({
      nodeId: 'wait',
      pointer: '/nodes/0/config',
      message: 'config must NOT have fewer than 1 properties.',
      name: 'config',
      rule: 'minProperties',
    })
    expect(problemSentence(none, wait)).toBe('Duration or Until is needed.')
  })
  test('what is no setting of a known node keeps its words', () => {
    expect(problemSentence(problem({ message: 'The workflow has no nodes.' }), document)).toBe('The workflow has no nodes.')
    expect(
      problemSentence(
        problem({ nodeId: 'gate', pointer: '/nodes/0/config/x', message: 'x is not a known field.', name: 'x', rule: 'additionalProperties' }),
        document,
      ),
    ).toBe('x is not a known field.')
  })
  test('what is wrong within a setting says in which', () => {
    const wrong = problem({ nodeId: 'gate', pointer: '/nodes/0/config/message', message: 'There is no step “x”.', name: 'x' })
    expect(problemSentence(wrong, document)).toBe('Explanation: There is no step “x”.')
  })
  test('what is wrong inside a scope says at which step', () => {
    const body = { nodes: [{ id: 'call', type: 'http', name: 'Call the shop', config: {}, position: { x: 0, y: 0 } }], edges: [] }
    const scope: Workflow = { ...document, nodes: [{ id: 's', type: 'composite', config: { body }, position: { x: 0, y: 0 } }], edges: [] }
    const inner = problem({ nodeId: 's', pointer: '/nodes/0/config/body/nodes/0/config/url', message: 'url is missing.', name: 'url', rule: 'required' })
    expect(problemSentence(inner, scope)).toBe('Call the shop: URL is missing.')
  })
  test('an edge is named by the titles of its ends, anything else by the workflow', () => {
    expect(problemPlace(problem({ edgeId: 'gate_end' }), document)).toBe('Ask sales → end')
    expect(problemPlace(problem({}), document)).toBe('Workflow')
  })
})

describe('how steps are connected', () => {
  const call = (id: string, name: string, more: object = {}) => ({
    id,
    type: 'http',
    name,
    config: { url: 'https://x.test/' },
    position: { x: 0, y: 0 },
    ...more,
  })
  const wire = (from: string, to: string, fromPort?: string) => ({ id: `${from}-${to}`, from, to, ...(fromPort ? { fromPort } : {}) })
  const told = (nodes: Workflow['nodes'], edges: Workflow['edges'], more: Partial<Workflow> = {}) => {
    const drawn: Workflow = { schemaVersion: 1, name: 'Words', nodes, edges, ...more }
    return validateWorkflow(drawn, { limits: DEFAULT_LIMITS }).problems.map((found) => [problemPlace(found, drawn), problemSentence(found, drawn)])
  }

  test('a circle and what lies behind it are told by the names of the steps', () => {
    expect(told([call('a', 'Fetch'), call('b', 'Store'), call('c', 'Tell')], [wire('a', 'b'), wire('b', 'a'), wire('b', 'c')])).toEqual([
      ['Store → Fetch', 'The connections form a circle: Fetch → Store → Fetch.'],
      ['Tell', 'It never begins: every way to it comes out of a circle. Take one connection of the circle away.'],
    ])
  })
  test('a port that is none names the step and what it is left by, in a body, too', () => {
    const wrong = '“Fetch” is not left by “gone”: it has “out”, “error”.'
    const [nodes, edges] = [[call('a', 'Fetch'), call('b', 'Store')], [wire('a', 'b', 'gone')]]
    expect(told(nodes, edges)).toEqual([['Fetch → Store', wrong]])
    const scope = { id: 's', type: 'composite', name: 'Both', config: { body: { nodes, edges } }, position: { x: 0, y: 0 } }
    expect(told([scope], [])).toEqual([['Both', wrong]])
  })
  test('a join counts what leads into it', () => {
    expect(told([call('a', 'Fetch'), call('b', 'Store', { join: { n: 3 } })], [wire('a', 'b')])).toEqual([
      ['Store', 'It waits for 3 branches, but 1 leads into it.'],
    ])
  })
  test('a deadline names what it would let happen', () => {
    const gate = { id: 'g', type: 'hitl', name: 'Ask', config: { title: 'Pay?', onTimeout: 'approve' }, position: { x: 0, y: 0 } }
    expect(told([gate, call('p', 'Pay out', { irreversible: true })], [wire('g', 'p', 'approve')])).toEqual([
      ['Ask', 'The deadline may not approve: “Pay out” comes after it and cannot be undone.'],
    ])
  })
  test('agents beyond the limit are counted', () => {
    const agents = ['a', 'b'].map((id) => ({ id, type: 'agent', name: id, config: { prompt: 'x' }, position: { x: 0, y: 0 } }))
    expect(told(agents, [], { settings: { maxAgents: 1 } })).toEqual([
      ['b', 'Agents: 2; at most 1 may be in this workflow. Take some away, or raise “Most agent nodes”.'],
    ])
  })
})
