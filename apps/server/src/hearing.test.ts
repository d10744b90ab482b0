import { expect, test } from 'vitest'
import { createMemoryHotStore } from './adapters/memory/hot-store.ts'
import { hearing } from './hearing.ts'

test('[DB-07] news of the record counts as heard before it is told; who looks at what sent every list to the primary, and does not', async () => {
  const order: string[] = []
  const store = hearing(createMemoryHotStore(), () => order.push('heard'))
  store.fanout.subscribeRun('r', (seq) => order.push(`run ${seq}`))
  store.fanout.subscribeWorkspace('local', ({ kind }) => order.push(kind))
  store.fanout.publishRun('r', 1)
  store.fanout.publishNotice('local', { kind: 'approval', runId: 'r' })
  const actor = { kind: 'human', id: 'ada' } as const
  store.fanout.publishNotice('local', { kind: 'presence', workflowName: 'w', presence: { session: 's', state: 'here', actor, selection: [] } })
  expect(order).toEqual(['heard', 'run 1', 'heard', 'approval', 'presence'])
  await store.close()
})
