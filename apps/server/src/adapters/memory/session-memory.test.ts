import { expect, test } from 'vitest'
import { sessionStoreSuite } from '../../conformance/session-store-suite.ts'
import { createSessionMemory } from './session-memory.ts'

sessionStoreSuite('in process', async () => {
  let now = 1_000
  return {
    ...createSessionMemory({ now: () => now }),
    async pass(ms) {
      now += ms
    },
  }
})

test('names that are tried do not gather for ever: the oldest leave', async () => {
  const { attempts } = createSessionMemory({ mostNames: 3 })
  for (const name of ['a', 'b', 'c', 'd']) await attempts.add(name, 'mark', { keepMs: 1_000_000, most: 10 })
  const counts = await Promise.all(['a', 'b', 'c', 'd'].map(async (name) => (await attempts.seen(name)).count))
  expect(counts).toEqual([0, 1, 1, 1])
})
