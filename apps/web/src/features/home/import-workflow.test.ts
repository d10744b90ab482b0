import { describe, expect, it } from 'vitest'
import { copyName, freeName, nameFault, readWorkflowText } from './import-workflow.ts'

describe('reading a workflow from a file', () => {
  it('takes a bare document and a wrapped one', () => {
    const document = { schemaVersion: 1, name: 'orders', nodes: [], edges: [] }
    expect(readWorkflowText(JSON.stringify(document), 'a.json')).toEqual({ kind: 'ok', workflow: document })
    expect(readWorkflowText(JSON.stringify({ workflow: document }), 'a.json')).toEqual({ kind: 'ok', workflow: document })
  })

  it('takes cards that were copied on a canvas', () => {
    const copied = { kind: 'aob/workflow-fragment', version: 1, nodes: [], edges: [] }
    expect(readWorkflowText(JSON.stringify(copied), 'a.json')).toEqual({ kind: 'ok', workflow: { schemaVersion: 1, name: 'a', nodes: [], edges: [] } })
  })

  it('names a document without a name after its file', () => {
    const outcome = readWorkflowText('{"nodes":[],"edges":[]}', 'My flow.json')
    expect(outcome).toMatchObject({ kind: 'ok', workflow: { name: 'My flow', schemaVersion: 1 } })
  })

  it('gives the nearest name where the one of the file or its workflow could be none, and says the whole', () => {
    expect(readWorkflowText('{"nodes":[],"edges":[]}', 'My flow (1).json')).toMatchObject({ workflow: { name: 'My flow 1', description: 'My flow (1)' } })
    const text = JSON.stringify({ name: 'سير العمل', description: 'Orders', nodes: [], edges: [] })
    expect(readWorkflowText(text, 'a.json')).toMatchObject({ workflow: { name: 'Imported workflow', description: 'سير العمل\n\nOrders' } })
    expect(readWorkflowText(JSON.stringify({ name: 'x'.repeat(500), nodes: [], edges: [] }), 'a.json')).toMatchObject({ workflow: { name: 'x'.repeat(80) } })
  })

  it('takes inputs in the order of the file, which a stored document would sort', () => {
    const inputs = { type: 'object', properties: { zone: { type: 'string' }, amount: { type: 'number' } } }
    const outcome = readWorkflowText(JSON.stringify({ name: 'a', inputs, nodes: [], edges: [] }), 'a.json')
    expect(outcome).toMatchObject({ workflow: { inputs: { ...inputs, 'x-order': ['zone', 'amount'] } } })
  })

  it('tells an export of n8n, which is translated first', () => {
    expect(readWorkflowText('{"nodes":[],"connections":{}}', 'a.json')).toEqual({ kind: 'n8n', value: { nodes: [], connections: {} } })
    expect(readWorkflowText('{"nodes":[],"connections":[]}', 'a.json')).toMatchObject({ kind: 'refused' })
  })

  it('says what is wrong with text that is no workflow', () => {
    expect(readWorkflowText('{', 'a.json')).toMatchObject({ kind: 'refused', reason: expect.stringContaining('a.json is not JSON') })
    expect(readWorkflowText('[1]', 'a.json')).toMatchObject({ kind: 'refused', reason: expect.stringContaining('holds no workflow') })
    expect(readWorkflowText('null', 'a.json')).toMatchObject({ kind: 'refused' })
  })
})

describe('names', () => {
  it('refuses empty, ill-formed, too long and taken names', () => {
    const taken = new Set(['orders'])
    expect(nameFault(' ', taken)).toBe('Give it a name.')
    expect(nameFault('a/b', taken)).toContain('letters, digits')
    expect(nameFault('a'.repeat(81), taken)).toContain('80 at most')
    expect(nameFault('a'.repeat(80), taken)).toBeUndefined()
    expect(nameFault('orders', taken)).toContain('already')
  })

  it('finds the first free name', () => {
    expect(freeName('a', new Set())).toBe('a')
    expect(freeName('a', new Set(['a', 'a 2']))).toBe('a 3')
    const longest = 'x'.repeat(80)
    expect(nameFault(freeName(longest, new Set([longest])), new Set())).toBeUndefined()
  })
})

describe('a copy', () => {
  it('is called so, once, with room for a number within what a name may be', () => {
    const taken = new Set(['Orders', 'Orders copy'])
    expect(freeName(copyName('Orders'), taken)).toBe('Orders copy 2')
    expect(copyName('Orders copy 2')).toBe('Orders copy')
    const long = copyName('x'.repeat(80))
    expect(nameFault(freeName(long, new Set([long])), new Set())).toBeUndefined()
  })
})
