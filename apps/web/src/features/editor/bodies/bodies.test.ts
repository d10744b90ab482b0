import type { FieldProblem, Workflow, WorkflowNode } from '@aob/schemas'
import { describe, expect, it, vi } from 'vitest'
import { stepOver } from '../draft/step-over.ts'
import { withMoves, withNode } from '../model/document-edit.ts'
import { createEditorStore } from '../model/editor-store.ts'
import { renameNodeId } from '../model/node-id.ts'
import { aroundBody } from './around-body.ts'
import { bodyAt, drawnBodies, withBodyAt } from './body-document.ts'
import { placeInside, problemsInside } from './body-problems.ts'
import { createBodyStore } from './body-store.ts'
import { bodyWords } from './body-words.ts'

const node = (id: string, type = 'join', config?: object): WorkflowNode => ({
  id,
  type,
  name: id.toUpperCase(),
  position: { x: 0, y: 0 },
  ...(config ? { config } : {}),
})
const box = node('box', 'composite', { body: { nodes: [node('deep')], edges: [] } })
const each = node('each', 'map', {
  items: 'inputs.list',
  body: { nodes: [node('first'), box], edges: [{ id: 'first-box', from: 'first', to: 'box' }] },
})
const workflow: Workflow = {
  schemaVersion: 1,
  name: 'orders',
  inputs: { type: 'object' },
  nodes: [node('before'), each, node('after')],
  edges: [
    { id: 'b-e', from: 'before', to: 'each' },
    { id: 'e-a', from: 'each', to: 'after' },
  ],
}
const problem = (pointer: string): FieldProblem => ({ code: 'node.config_invalid', severity: 'error', message: 'is wrong', pointer, nodeId: 'each' })

describe('a body in its document', () => {
  it('is found by the ids that lead to it, however deep', () => {
    expect(bodyAt(workflow, ['each'])).toMatchObject({ scope: { id: 'each' }, pointer: '/nodes/1/config/body' })
    expect(bodyAt(workflow, ['each', 'box'])).toMatchObject({ scope: { id: 'box' }, pointer: '/nodes/1/config/body/nodes/1/config/body' })
    for (const path of [['gone'], ['before'], ['each', 'first'], ['each', 'gone', 'box'], []]) expect(bodyAt(workflow, path)).toBeUndefined()
  })

  it('is told of in a line, long ones with their first steps', () => {
    expect(bodyWords({ nodes: [] })).toBe('No steps yet')
    expect(bodyWords({ nodes: [node('first')] })).toBe('1 step: FIRST')
    expect(bodyWords({ nodes: [node('first'), { ...box, name: '' }] })).toBe('2 steps: FIRST, box')
    expect(bodyWords({ nodes: Array.from({ length: 8 }, (_, at) => node(`s${at}`)) })).toBe('8 steps: S0, S1, S2, S3, S4, S5 and 2 more')
  })

  it('is written back with nothing else changed', () => {
    const after = withBodyAt(workflow, ['each', 'box'], { nodes: [node('other')], edges: [] })
    expect(bodyAt(after, ['each', 'box'])?.body).toEqual({ nodes: [node('other')], edges: [] })
    expect(withBodyAt(after, ['each', 'box'], { nodes: [node('deep')], edges: [] })).toEqual(workflow)
    expect(after.nodes[0]).toBe(workflow.nodes[0])
    expect(withBodyAt(workflow, ['before'], { nodes: [], edges: [] })).toBe(workflow)
  })

  it('[B2] is drawn as the same object whatever changes around it', () => {
    const drawn = drawnBodies(['each'])
    const first = drawn(workflow)
    expect(first).toMatchObject({ nodes: [{ id: 'first' }, { id: 'box' }], edges: [{ id: 'first-box' }], inputs: { type: 'object' } })
    expect(drawn(withMoves(workflow, [{ id: 'each', position: { x: 800, y: 0 } }]))).toBe(first)
    expect(drawn(withBodyAt(workflow, ['each'], { nodes: [], edges: [] }))).toMatchObject({ nodes: [], edges: [] })
  })
})

describe('problems in a body', () => {
  const problems = [problem('/nodes/1/config/items'), problem('/nodes/1/config/body/nodes/0/config/url'), problem('/nodes/1/config/body/edges/0/when')]

  it('are its own steps and connections', () => {
    expect(problemsInside(problems, workflow, ['each'])).toMatchObject([
      { pointer: '/nodes/0/config/url', nodeId: 'first' },
      { pointer: '/edges/0/when', edgeId: 'first-box' },
    ])
    expect(problemsInside(problems, workflow, ['each'])[1]).not.toHaveProperty('nodeId')
    const deep = problem('/nodes/1/config/body/nodes/1/config/body/nodes/0/name')
    expect(problemsInside([deep], workflow, ['each'])).toMatchObject([{ nodeId: 'box' }])
    expect(problemsInside([deep], workflow, ['each', 'box'])).toMatchObject([{ nodeId: 'deep', pointer: '/nodes/0/name' }])
  })

  it('lie in the innermost body their pointer leads through', () => {
    expect(placeInside(problem('/nodes/1/config/items'), workflow)).toBeUndefined()
    expect(placeInside(problem('/nodes/1/config/body/nodes/1/config/body/nodes/0/name'), workflow)).toMatchObject({
      path: ['each', 'box'],
      problem: { pointer: '/nodes/0/name', nodeId: 'deep' },
    })
    expect(placeInside(problem('/nodes/1/config/body/nodes'), workflow)).toMatchObject({ path: ['each'], problem: { pointer: '/nodes' } })
  })
})

describe('the store of a body', () => {
  function opened(path = ['each']) {
    const base = { artifactId: 'v1', versionLabel: 'v1.0', document: workflow, patches: [], baseText: '' }
    const root = createEditorStore({ base, document: workflow }, stepOver)
    const [onGone, onRefused] = [vi.fn(), vi.fn()]
    return { root, onGone, onRefused, store: createBodyStore(root, { path, title: 'EACH', onGone, onRefused }) }
  }

  it('[B1] draws into the workflow, as one named step of its history', () => {
    const { root, store } = opened()
    store.edit('add step', (document) => withNode(document, node('new')), { select: { nodes: ['new'], edges: [] }, added: ['new'] })
    expect(store.getState()).toMatchObject({ selection: { nodes: ['new'] }, fresh: new Map([['new', []]]) })
    expect(bodyAt(root.getState().document, ['each'])?.body.nodes.map(({ id }) => id)).toEqual(['first', 'box', 'new'])
    expect(root.getState().history.past.map(({ label }) => label)).toEqual(['add step in EACH'])
    expect(store.undo()).toBe('add step in EACH')
    expect(root.getState().document).toBe(workflow)
    expect(store.getState().document.nodes.map(({ id }) => id)).toEqual(['first', 'box'])
  })

  it('[B3] has a selection of its own, in which nothing is that is not there', () => {
    const { root, store } = opened()
    root.select({ nodes: ['each'], edges: [] })
    store.select({ nodes: ['first'], edges: ['first-box'] })
    expect(root.getState().selection.nodes).toEqual(['each'])
    root.edit('take first out', (document) => withBodyAt(document, ['each'], { nodes: [box], edges: [] }))
    expect(store.getState().selection).toEqual({ nodes: [], edges: [] })
  })

  it('keeps what is typed in one field one step, apart from a field of that name outside', () => {
    const { root, store } = opened()
    const named = (name: string) => (document: Workflow) => ({ ...document, nodes: document.nodes.map((one) => (one.id === 'first' ? { ...one, name } : one)) })
    for (const name of ['a', 'ab']) store.edit('rename', named(name), { mergeKey: 'name:first' })
    expect(root.getState().history.past).toHaveLength(1)
    root.edit('rename', (document) => ({ ...document, description: 'x' }), { mergeKey: 'name:first' })
    expect(root.getState().history.past).toHaveLength(2)
  })

  it('gives a step another id in one step: what reads it inside follows, and what the step around it gives', () => {
    const reads = node('reads', 'function', { code: 'return input.nodes.first' })
    const body = { nodes: [node('first'), box, reads], edges: [{ id: 'first-reads', from: 'first', to: 'reads', when: 'nodes.first.ok' }] }
    const { root, store } = opened()
    root.edit('give', (document) => ({
      ...document,
      nodes: [node('first'), node('each', 'map', { items: 'nodes.first', output: { got: '{{ nodes.first }}' }, body }), node('after')],
      edges: [],
    }))
    expect(renameNodeId(store, 'first', 'load-it')).toBeUndefined()
    const after = root.getState().document.nodes[1]?.config
    expect(after).toMatchObject({
      items: 'nodes.first',
      output: { got: '{{ nodes["load-it"] }}' },
      body: {
        nodes: [{ id: 'load-it' }, { id: 'box' }, { config: { code: 'return input.nodes["load-it"]' } }],
        edges: [{ from: 'load-it', when: 'nodes["load-it"].ok' }],
      },
    })
    expect(store.undo()).toBe('change id first to load-it in EACH')
    expect(root.getState().document.nodes[1]?.config).toMatchObject({ output: { got: '{{ nodes.first }}' }, body: { nodes: [{ id: 'first' }, {}, {}] } })
  })

  it('of two steps with one id what is inside stays the inner, when the outer gets another', () => {
    const { root } = opened()
    const config = { items: 'nodes.first', output: '{{ nodes.first }}', body: { nodes: [node('first')], edges: [] } }
    root.edit('give', (document) => ({ ...document, nodes: [node('first'), node('each', 'map', config)], edges: [] }))
    renameNodeId(root, 'first', 'other')
    expect(root.getState().document.nodes[1]?.config).toMatchObject({ items: 'nodes.other', output: '{{ nodes.first }}' })
  })

  it('has neither groups nor notes, and says so', () => {
    const { root, store, onRefused } = opened()
    expect(store.edit('group', (document) => ({ ...document, groups: [{ id: 'g', name: '', nodes: ['first'] }] }))).toBe(false)
    expect(onRefused).toHaveBeenCalledWith('groups')
    expect(root.getState().document).toBe(workflow)
  })

  it('tells where an expression is being written by its place in the workflow', () => {
    const { root, store } = opened(['each', 'box'])
    store.write('/nodes/0/config/code')
    expect(root.getState().writing).toBe('/nodes/1/config/body/nodes/1/config/body/nodes/0/config/code')
    store.select({ nodes: [], edges: [] })
    expect(root.getState().writing).toBeUndefined()
  })

  it('says so when its step is gone, by whomever', () => {
    const { root, store, onGone } = opened()
    root.merge(root.getState().base, { ...workflow, nodes: [node('before')], edges: [] })
    expect(onGone).toHaveBeenCalledOnce()
    store.close()
    root.merge(root.getState().base, workflow)
    expect(onGone).toHaveBeenCalledOnce()
  })
})

describe('what a body can read', () => {
  it('is what runs before the steps around it, and the names they give', () => {
    const { nodes, ofWorkflow, locals } = aroundBody(workflow, ['each', 'box'])
    expect(nodes.map(({ id }) => id)).toEqual(['first', 'before'])
    expect(ofWorkflow).toEqual(['before'])
    expect(locals.map(({ name, scope }) => [name, scope.id])).toEqual([
      ['item', 'each'],
      ['index', 'each'],
    ])
  })
})
