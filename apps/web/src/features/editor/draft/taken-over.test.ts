import type { Workflow } from '@aob/schemas'
import { expect, it } from 'vitest'
import type { DraftSession } from './draft-session.ts'
import { gestureBetween, type LocalGesture } from './local-gesture.ts'
import type { SetAside } from './replica.ts'
import { whenKept, withTaken } from './taken-over.ts'

const named = (name: string): Workflow => ({
  schemaVersion: 1,
  name: 'w',
  nodes: [{ id: 'a', type: 'join', name, config: {}, position: { x: 0, y: 0 } }],
  edges: [],
})

function made(from: string, to: string, order: number): LocalGesture {
  const gesture = gestureBetween(named(from), named(to), { patchId: `kept-${order}`, order, label: `rename to ${to}` })
  if (!gesture) throw new Error('nothing changed')
  return gesture
}

it('what was kept is taken over in order, under new ids; what others stand against waits for a choice', () => {
  let document = named('one')
  const taken: string[] = []
  const aside: SetAside[] = []
  const session = {
    state: () => ({ document }),
    append: (gesture: LocalGesture, after: Workflow) => {
      taken.push(gesture.patchId)
      document = after
    },
    setAside: (item: SetAside) => aside.push(item),
  }
  // What is not called is not there.
  withTaken(session as unknown as DraftSession, [made('one', 'two', 1), made('two', 'three', 2), made('another', 'four', 3)])
  expect(document).toEqual(named('three'))
  expect(taken).toHaveLength(2)
  expect(taken).not.toContain('kept-1')
  expect(aside.map(({ gesture }) => gesture.label)).toEqual(['rename to four'])
})

it.each([
  ['is kept', { kept: true, unwritten: false }, 'kept'],
  ['cannot be kept', { kept: false, unwritten: true }, 'refused'],
])('what was kept is let go no sooner than what was taken over %s', async (_, known, outcome) => {
  let state = { kept: true, unwritten: true }
  const listeners = new Set<() => void>()
  const session = {
    state: () => state,
    subscribe: (listener: () => void) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
  let said = 'nothing'
  // What is not called is not there.
  const kept = whenKept(session as unknown as DraftSession).then(
    () => (said = 'kept'),
    () => (said = 'refused'),
  )
  for (const listener of listeners) listener()
  await Promise.resolve()
  expect(said).toBe('nothing')
  state = known
  for (const listener of listeners) listener()
  await kept
  expect(said).toBe(outcome)
  expect(listeners.size).toBe(0)
})
