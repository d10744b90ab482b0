import { validateWorkflow } from '@aob/ir/document'
import { DEFAULT_LIMITS, type Workflow } from '@aob/schemas'
import { describe, expect, it } from 'vitest'
import { asPin, canBePinned, runSelection, runToHere } from './test-run.ts'

const at = { x: 0, y: 0 }
const document: Workflow = {
  schemaVersion: 1,
  name: 'orders',
  notes: [{ id: 'n', text: 'why', position: at }],
  groups: [{ id: 'g', nodes: ['fetch'] }],
  nodes: [
    { id: 'fetch', type: 'http', position: at, config: { url: 'https://x.test' } },
    { id: 'clean', type: 'function', position: at, config: { code: 'return 1' } },
    { id: 'check', type: 'conditional', position: at, config: { condition: 'nodes.clean.ok' } },
    { id: 'tell', type: 'notify', position: at, config: { channel: 'slack', to: '#x', url: 'https://x.test', message: 'x' } },
    { id: 'other', type: 'join', position: at },
  ],
  edges: [
    { id: '1', from: 'fetch', to: 'clean' },
    { id: '2', from: 'clean', to: 'check', when: 'output.ok' },
    { id: '3', from: 'check', to: 'tell', fromPort: 'true' },
    { id: '4', from: 'clean', to: 'other' },
    { id: '5', from: 'fetch', to: 'tell', fromPort: 'error' },
  ],
}
const pinned = (id: string, pin: unknown): Workflow => ({
  ...document,
  nodes: document.nodes.map((node) => (node.id === id ? { ...node, pin: asPin(pin) } : node)),
})
const problems = (workflow: Workflow) => validateWorkflow(workflow, { limits: DEFAULT_LIMITS }).problems.filter(({ severity }) => severity === 'error')

describe('running up to a node', () => {
  it('takes what leads to it and nothing else', () => {
    const { workflow, runs } = runToHere(document, 'check')
    expect([...runs].sort()).toEqual(['check', 'clean', 'fetch'])
    expect(workflow.nodes.map(({ id }) => id)).toEqual(['fetch', 'clean', 'check'])
    expect(workflow.edges.map(({ id }) => id)).toEqual(['1', '2'])
    expect(workflow).not.toHaveProperty('notes')
    expect(workflow).not.toHaveProperty('groups')
    expect(problems(workflow)).toEqual([])
  })

  it('begins at pinned values: what is before them does not run, conditions on them still hold', () => {
    const { workflow, recorded, runs } = runToHere(pinned('clean', { ok: true }), 'check')
    expect(recorded).toEqual(['clean'])
    expect(runs).toEqual(['check'])
    expect(workflow.nodes.map(({ id, type }) => [id, type])).toEqual([
      ['clean', 'function'],
      ['check', 'conditional'],
    ])
    expect(workflow.edges).toEqual([{ id: '2', from: 'clean', to: 'check', when: 'output.ok' }])
    expect(problems(workflow)).toEqual([])
  })

  it('runs a pinned node itself when it is the one asked for', () => {
    const { workflow } = runToHere(pinned('clean', 1), 'clean')
    expect(workflow.nodes.find(({ id }) => id === 'clean')).toEqual(document.nodes[1])
  })
})

describe('running a selection', () => {
  it('gives everything before it recorded values, a pin before the last run', () => {
    const lastRun = new Map<string, unknown>([
      ['fetch', { status: 200 }],
      ['clean', { ok: false }],
    ])
    const { workflow, recorded, without } = runSelection(pinned('clean', { ok: true }), ['check', 'tell'], lastRun)
    expect([...recorded].sort()).toEqual(['clean', 'fetch'])
    expect(without).toEqual([])
    expect(workflow.nodes.find(({ id }) => id === 'clean')?.config).toEqual({ code: 'return JSON.parse("{\\"ok\\":true}")', input: null })
    expect(workflow.edges.find(({ id }) => id === '3')).toEqual(document.edges[2])
    // A recorded value never fails.
    expect(workflow.edges.some(({ id }) => id === '5')).toBe(false)
    expect(problems(workflow)).toEqual([])
  })

  it('says whose values are missing', () => {
    expect(runSelection(document, ['check'], new Map()).without).toEqual(['clean'])
    expect(runSelection(document, ['check'], new Map()).workflow.nodes.map(({ id }) => id)).toEqual(['check'])
  })

  it('hands values on as data: nothing in them is code or an expression', () => {
    const hostile = { text: '{{ inputs.x }} "); process.exit() //', line: '\u2028', __proto__: null }
    const { workflow } = runSelection(document, ['check'], new Map([['clean', hostile]]))
    const { code = '' } = (workflow.nodes.find(({ id }) => id === 'clean')?.config ?? {}) as { code?: string }
    expect(new Function(code)()).toEqual({ text: hostile.text, line: hostile.line })
  })
})

describe('what can be pinned', () => {
  it('is what goes on by one port', () => {
    expect(document.nodes.filter(canBePinned).map(({ id }) => id)).toEqual(['fetch', 'clean', 'tell', 'other'])
  })
})
