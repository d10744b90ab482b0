import type { AnchoredChange, Workflow } from '@aob/schemas'
import { expect, test } from 'vitest'
import { reviewModeOf } from './index.ts'

const change = (kind: 'node' | 'edge' | 'root', pointer: string, op: AnchoredChange['op']): AnchoredChange => ({
  target: { kind, path: kind === 'root' ? [] : ['x'] },
  pointer,
  op,
})
const ADD = change('node', '', 'add')

test('the kind of actor decides; the system is never reviewed', () => {
  const settings: Workflow['settings'] = { review: { agent: 'review' } }
  expect(reviewModeOf(settings, { kind: 'agent' }, [ADD])).toBe('review')
  expect(reviewModeOf(settings, { kind: 'human' }, [ADD])).toBe('auto')
  expect(reviewModeOf({ review: { human: 'review' } }, { kind: 'system' }, [ADD])).toBe('auto')
  expect(reviewModeOf(undefined, { kind: 'agent' }, [ADD])).toBe('auto')
})

test('what happens inside a scope changes the scope, besides what it is there', () => {
  const inside = (kind: 'node' | 'edge', pointer: string, op: 'add' | 'replace'): AnchoredChange => ({ target: { kind, path: ['map', 'x'] }, pointer, op })
  const waits = (operation: 'add_node' | 'change_node' | 'change_edge', changes: AnchoredChange) =>
    reviewModeOf({ reviewOperations: { agent: [operation] } }, { kind: 'agent' }, [changes])
  expect(waits('change_node', inside('node', '', 'add'))).toBe('review')
  expect(waits('change_node', inside('edge', '', 'add'))).toBe('review')
  expect(waits('add_node', inside('node', '', 'add'))).toBe('review')
  expect(waits('change_edge', inside('edge', '/when', 'add'))).toBe('review')
  expect(waits('change_node', inside('node', '/position', 'replace'))).toBe('auto')
})

test.each<['add_node' | 'remove_node' | 'change_node' | 'change_edge' | 'change_settings', AnchoredChange, AnchoredChange]>([
  ['add_node', ADD, change('edge', '', 'add')],
  ['remove_node', change('node', '', 'remove'), ADD],
  ['change_node', change('node', '/config/url', 'replace'), change('node', '/position', 'replace')],
  ['change_edge', change('edge', '/when', 'add'), change('node', '/when', 'add')],
  ['change_settings', change('root', '/settings/maxAgents', 'replace'), ADD],
])('of an actor who goes on by itself, %s waits where the workflow says so', (operation, matching, other) => {
  const settings: Workflow['settings'] = { review: { agent: 'auto' }, reviewOperations: { agent: [operation] } }
  expect(reviewModeOf(settings, { kind: 'agent' }, [matching])).toBe('review')
  expect(reviewModeOf(settings, { kind: 'agent' }, [other])).toBe('auto')
  expect(reviewModeOf(settings, { kind: 'optimizer' }, [matching])).toBe('auto')
})
