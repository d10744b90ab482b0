import { expect, it } from 'vitest'
import type { TagMoveRow } from '../../ports/document-store.ts'
import { redoTarget } from './tag-history.ts'

const move = (kind: 'undo' | 'redo', from: string, to: string): TagMoveRow => ({ kind, from, to, actor: { kind: 'human', id: 'me' }, at: new Date(0) })

it('[VC-14] leads to what the latest undo left, unless a redo took it back', () => {
  expect(redoTarget([])).toBeUndefined()
  expect(redoTarget([move('undo', 'v2', 'v1')])).toBe('v2')
  expect(redoTarget([move('undo', 'v2', 'v1'), move('undo', 'v1', 'v0')])).toBe('v1')
  expect(redoTarget([move('undo', 'v2', 'v1'), move('undo', 'v1', 'v0'), move('redo', 'v0', 'v1')])).toBe('v2')
  expect(redoTarget([move('undo', 'v2', 'v1'), move('redo', 'v1', 'v2')])).toBeUndefined()
})
