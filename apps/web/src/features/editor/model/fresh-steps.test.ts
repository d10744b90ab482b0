import { validateWorkflow } from '@aob/ir/document'
import { DEFAULT_LIMITS, NODE_TYPES, type Workflow } from '@aob/schemas'
import { describe, expect, it } from 'vitest'
import { stepOver } from '../draft/step-over.ts'
import { addNodeAt } from './add-gestures.ts'
import { withChangedNode } from './document-edit.ts'
import { createEditorStore } from './editor-store.ts'
import { isToDo } from './fresh-steps.ts'

function open(published: Workflow['nodes'] = [], nodes = published) {
  const of = (some: Workflow['nodes']): Workflow => ({ schemaVersion: 1, name: 'Fresh', nodes: some, edges: [] })
  const base = of(published)
  const store = createEditorStore(
    {
      base: { artifactId: 'v1', versionLabel: 'v1.0', document: base, patches: [], baseText: JSON.stringify(base) },
      document: nodes === published ? base : of(nodes),
    },
    stepOver,
  )
  /** What is wrong and what only waits, by the last part of its pointer. */
  const said = () => {
    const { document: now, fresh } = store.getState()
    const errors = validateWorkflow(now, { limits: DEFAULT_LIMITS }).problems.filter(({ severity }) => severity === 'error')
    const names = (waits: boolean) => errors.filter((problem) => isToDo(problem, now, fresh) === waits).map(({ pointer }) => pointer.split('/').at(-1))
    return { wrong: names(false), waits: names(true) }
  }
  return { store, said }
}

describe('a step that was only just put down', () => {
  it.each(Object.keys(NODE_TYPES))('%s: nothing of it is called wrong, whatever it needs', (type) => {
    const { store, said } = open()
    addNodeAt(store, type, { x: 0, y: 0 })
    expect(said().wrong).toEqual([])
  })

  it('has a problem where somebody left a setting empty, and there only', () => {
    const { store, said } = open()
    const id = addNodeAt(store, 'notify', { x: 0, y: 0 })
    expect(said()).toEqual({ wrong: [], waits: ['channel', 'url', 'message'] })
    store.leave(id, 'url')
    expect(said()).toEqual({ wrong: ['url'], waits: ['channel', 'message'] })
    store.edit('type', (current) => withChangedNode(current, id, { config: { channel: 'webhook', url: 'https://x.test' } }))
    expect(said()).toEqual({ wrong: [], waits: ['message'] })
  })

  it('has a body nobody has drawn in yet, as a new workflow has a canvas: neither is a warning', () => {
    const { store } = open()
    const todo = () => {
      const { document: now, fresh } = store.getState()
      const { problems } = validateWorkflow(now, { limits: DEFAULT_LIMITS })
      return problems.filter(({ severity }) => severity === 'warning').map((problem) => [problem.pointer, isToDo(problem, now, fresh)])
    }
    expect(todo()).toEqual([['/nodes', true]])
    addNodeAt(store, 'composite', { x: 0, y: 0 })
    expect(todo()).toEqual([['/nodes/0/config/body/nodes', true]])
    store.attempt()
    expect(todo()).toEqual([['/nodes/0/config/body/nodes', false]])
  })

  it('is judged like any other once somebody saves or runs', () => {
    const { store, said } = open()
    addNodeAt(store, 'http', { x: 0, y: 0 })
    store.attempt()
    expect(said()).toEqual({ wrong: ['url'], waits: [] })
  })

  it('is told at once of what was typed and is wrong', () => {
    const { store, said } = open()
    const id = addNodeAt(store, 'hitl', { x: 0, y: 0 })
    store.edit('type', (current) => withChangedNode(current, id, { config: { title: 'May it?', deadlineMs: 'soon' } }))
    expect(said()).toEqual({ wrong: ['deadlineMs'], waits: [] })
  })

  it('is one of the draft, whoever put it down and wherever; what is in a version is as wrong as it was', () => {
    const node = (id: string) => ({ id, type: 'http', config: {}, position: { x: 0, y: 0 } })
    const { store, said } = open([node('old')], [node('old'), node('of-yesterday')])
    expect(said()).toEqual({ wrong: ['url'], waits: ['url'] })
    store.leave('old', 'url')
    expect(said().wrong).toHaveLength(1)
    const { base, document } = store.getState()
    store.merge(base, { ...document, nodes: [...document.nodes, node('of-another-tab')] })
    expect(said()).toEqual({ wrong: ['url'], waits: ['url', 'url'] })
    store.leave('of-another-tab', 'url')
    store.merge(base, { ...store.getState().document, name: 'Renamed meanwhile' })
    expect(said()).toEqual({ wrong: ['url', 'url'], waits: ['url'] })
    const published = { ...document, nodes: [...document.nodes, node('published-beside')] }
    store.merge({ ...base, artifactId: 'v2', document: published }, published)
    expect(store.getState().fresh.has('published-beside')).toBe(false)
  })
})
