import { PersistentRecord } from '@aob/ir/run'
import { DEFAULT_LIMITS, type RunEvent } from '@aob/schemas'
import { describe, expect, it } from 'vitest'
import type { PatchRow } from '../../ports/document-store.ts'
import type { Engine } from '../engine.ts'
import { releaseDecidedNodes } from './release-nodes.ts'

const ASKED_AT = 1_000
const WAIT = DEFAULT_LIMITS.maxPatchWaitMs

/** What the node is released with, when its one patch is like this at that time; nothing while it waits. */
async function releasedWith(status: PatchRow['status'] | undefined, now: number): Promise<unknown> {
  const stored: unknown[] = []
  let released = false
  // What the use case asks of an engine.
  const engine = {
    clock: { now: () => now },
    limits: DEFAULT_LIMITS,
    runs: { get: async () => ({ runId: 'r', partition: 0 }) },
    patches: { get: async () => status && { patchId: 'p', status, createdAt: new Date(ASKED_AT) } },
    cas: {
      get: async () => ({ text: 'done', patches: [{ patchId: 'p', status: 'proposed' }] }),
      async put(value: unknown) {
        stored.push(value)
        return { ref: 'cas://sha256:1', bytes: 1 }
      },
    },
    commander: {
      load: async () => ({
        nodes: PersistentRecord.from<object>({
          agent: { status: 'waiting', attempt: 1, awaiting: ['p'], outputRef: 'cas://sha256:0' },
          other: { status: 'succeeded' },
        }),
      }),
      async apply(): Promise<{ events: RunEvent[] }> {
        released = true
        return { events: [] }
      },
    },
  } as unknown as Engine
  await releaseDecidedNodes(engine, { runId: 'r', partition: 0 })
  return released ? stored[0] : undefined
}

const done = (status: string) => ({ text: 'done', patches: [{ patchId: 'p', status }] })

describe('[D-30] a node that waits for its patch', () => {
  it.each(['applied', 'rejected', 'invalid', 'reverted'] as const)('goes on once it is %s, and is told so', async (status) => {
    expect(await releasedWith(status, ASKED_AT)).toEqual(done(status))
  })

  it('waits for people as long as the limit says and not a moment longer; the patch stays open', async () => {
    expect(await releasedWith('proposed', ASKED_AT + WAIT - 1)).toBeUndefined()
    expect(await releasedWith('proposed', ASKED_AT + WAIT)).toEqual(done('proposed'))
  })

  it('waits for an accepted one until it is swapped in, however late', async () => {
    expect(await releasedWith('accepted', ASKED_AT + 2 * WAIT)).toBeUndefined()
  })

  it('takes one that is gone for rejected', async () => {
    expect(await releasedWith(undefined, ASKED_AT)).toEqual(done('rejected'))
  })
})
