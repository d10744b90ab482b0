import type { WorkspaceNotice } from '@aob/schemas'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { HotStore } from '../ports/hot-store.ts'
import { waitUntil } from '../testing/wait-until.ts'
import type { MakeHotStore } from './hot-store-under-test.ts'

/** What every Fanout does within one process; across processes see the adapters that have them. */
export function fanoutSuite(name: string, make: MakeHotStore): void {
  describe(`fanout: ${name}`, () => {
    let store: HotStore
    beforeEach(async () => {
      store = await make()
    })
    afterEach(() => store.close())

    test('a hint reaches every listener of its run once, and nobody else', async () => {
      const heard: string[] = []
      store.fanout.subscribeRun('a', (seq) => heard.push(`one ${seq}`))
      store.fanout.subscribeRun('a', (seq) => heard.push(`two ${seq}`))
      store.fanout.subscribeRun('b', (seq) => heard.push(`other ${seq}`))
      store.fanout.publishRun('a', 7)
      await waitUntil('both listeners', () => heard.length >= 2)
      store.fanout.publishRun('b', 1)
      await waitUntil('the other run', () => heard.includes('other 1'))
      expect(heard).toEqual(['one 7', 'two 7', 'other 1'])
    })

    test('a notice reaches the listeners of its workspace whole', async () => {
      const heard: WorkspaceNotice[] = []
      const notice: WorkspaceNotice = { kind: 'approval', runId: 'r', approvalId: 'a', title: 'Send it?' }
      store.fanout.subscribeWorkspace('local', (value) => heard.push(value))
      store.fanout.subscribeWorkspace('other', () => heard.push({ kind: 'run' }))
      store.fanout.publishNotice('local', notice)
      await waitUntil('the notice', () => heard.length > 0)
      expect(heard).toEqual([notice])
    })

    test('a removed listener hears nothing more; removing it again is harmless', async () => {
      const heard: string[] = []
      const remove = store.fanout.subscribeRun('a', () => heard.push('removed'))
      store.fanout.subscribeRun('a', () => heard.push('kept'))
      remove()
      remove()
      store.fanout.publishRun('a', 1)
      await waitUntil('the kept listener', () => heard.length > 0)
      expect(heard).toEqual(['kept'])
    })

    test('a listener that throws does not keep the hint from the others', async () => {
      const heard: number[] = []
      store.fanout.subscribeRun('a', () => {
        throw new Error('a listener of the test')
      })
      store.fanout.subscribeRun('a', (seq) => heard.push(seq))
      store.fanout.publishRun('a', 3)
      await waitUntil('the listener that does not throw', () => heard.length > 0)
      expect(heard).toEqual([3])
    })
  })
}
