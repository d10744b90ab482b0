import { describe, expect, it } from 'vitest'
import { ERROR_CODES, isErrorCode } from './error-codes.ts'
import { validateOperations, validateWorkflow } from './validators.ts'

const MINIMAL = { schemaVersion: 1, name: 'minimal', nodes: [{ id: 'a', type: 'http', position: { x: 0, y: 0 } }], edges: [] }

describe('the workflow schema', () => {
  it('accepts the smallest workflow', () => {
    expect(validateWorkflow(MINIMAL)).toBe(true)
  })

  it('[TY-04] names a misspelt member', () => {
    expect(validateWorkflow({ ...MINIMAL, nods: [] })).toBe(false)
    expect(validateWorkflow.errors?.[0]?.params.additionalProperty).toBe('nods')
  })

  it.each([
    ['a'.repeat(64), true],
    ['a'.repeat(65), false],
    ['', false],
    ['a b', false],
    ['ä', false],
    ['A-z_9', true],
  ])('[D-26] node id %j is %s', (id, valid) => {
    expect(validateWorkflow({ ...MINIMAL, nodes: [{ ...MINIMAL.nodes[0], id }] })).toBe(valid)
  })

  it.each([
    [10_000_000, true],
    [10_000_001, false],
  ])('a position of %d is %s', (x, valid) => {
    expect(validateWorkflow({ ...MINIMAL, nodes: [{ ...MINIMAL.nodes[0], position: { x, y: 0 } }] })).toBe(valid)
  })
})

describe('the operations schema', () => {
  it.each([
    [{ op: 'add', path: '/nodes/-', value: 1 }, true],
    [{ op: 'add', path: '/nodes/-' }, false],
    [{ op: 'remove', path: '/nodes/0' }, true],
    [{ op: 'move', path: '/a', from: '/b' }, true],
    [{ op: 'move', path: '/a' }, false],
    [{ op: 'merge', path: '/a', value: 1 }, false],
    [{ op: 'test', path: '/a~2', value: 1 }, false],
    [{ op: 'test', path: 'a', value: 1 }, false],
    [{ op: 'test', path: '', value: null }, true],
  ])('[PP-02] %j is %s', (operation, valid) => {
    expect(validateOperations([operation])).toBe(valid)
  })

  it('[D-04] at most 10,000 operations', () => {
    const operations = (count: number) => Array.from({ length: count }, () => ({ op: 'remove', path: '/a' }))
    expect(validateOperations(operations(10_000))).toBe(true)
    expect(validateOperations(operations(10_001))).toBe(false)
    expect(validateOperations([])).toBe(false)
  })
})

describe('the table of error codes', () => {
  it.each(Object.entries(ERROR_CODES))('[D-20] %s is area.reason with a status, a sentence and a way out', (code, entry) => {
    expect(code).toMatch(/^[a-z]+\.[a-z_]+$/)
    expect(entry.status).toBeGreaterThanOrEqual(400)
    expect(entry.status).toBeLessThan(600)
    expect(entry.message).toMatch(/\.$/)
    expect(entry.hint).not.toBe('')
  })

  it('knows its own codes only', () => {
    expect(isErrorCode('limit.agents')).toBe(true)
    expect(isErrorCode('constructor')).toBe(false)
  })
})
