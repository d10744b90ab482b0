import { expect, it } from 'vitest'
import { createMemoryHotStore } from '../adapters/memory/hot-store.ts'
import { FairReader } from './fair-reader.ts'

it.each([0, 1])('[QP-03] with a lead of %d every other token is of lower priority, and high has its turn', async (maxLead) => {
  const { queue } = createMemoryHotStore({ partitions: 1 })
  for (const priority of ['low', 'high'] as const)
    for (let count = 0; count < 3; count += 1) await queue.append(0, `tasks:http:${priority}`, { n: String(count) })
  const reader = new FairReader(queue, { types: ['http'], group: 'runners', consumer: 'one', maxLead })
  const order: (string | undefined)[] = []
  for (let count = 0; count < 6; count += 1) order.push(...(await reader.read({ count: 1, blockMs: 0 })).map(({ stream }) => stream.split(':').at(-1)))
  expect(order).toEqual(['high', 'low', 'high', 'low', 'high', 'low'])
})
