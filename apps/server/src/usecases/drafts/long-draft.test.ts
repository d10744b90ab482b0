import type { Operation } from '@aob/schemas'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { appended, connected, type Publishing, renamed, startPublishing } from '../workflows/testing/publishing.ts'

const LENGTH = 40

let product: Publishing['product']
let created: Publishing['created']

beforeAll(async () => {
  ;({ product, created } = await startPublishing())
})
afterEach(() => vi.restoreAllMocks())
afterAll(() => product?.close())

/** A draft of many gestures. */
async function longDraft(stem: string): Promise<{ name: string; draftId: string }> {
  const { name, first } = await created(stem)
  let at: object = { baseVersion: first }
  let draftId = ''
  for (let seq = 1; seq <= LENGTH; seq++) {
    const operations: Operation[] = [appended(`n${seq}`), connected('c', `n${seq}`)]
    ;({ draftId } = await product.services.drafts.append(product.caller, name, 'main', { operations, ...at }))
    at = { draftId, afterSeq: seq }
  }
  return { name, draftId }
}

describe('a long draft', () => {
  it('takes one more gesture without reading or folding those before it', async () => {
    const { name, draftId } = await longDraft('long')
    const materialize = vi.spyOn(product.engine.materializer, 'materialize')
    const gestures = vi.spyOn(product.drafts, 'gestures')
    await product.services.drafts.append(product.caller, name, 'main', { operations: [renamed(0, 'A')], draftId, afterSeq: LENGTH })
    // Written for a state a little older: that one is at hand, too.
    await product.services.drafts.append(product.caller, name, 'main', { operations: [renamed(1, 'B')], draftId, afterSeq: LENGTH - 1, rebase: true })
    expect(materialize.mock.calls.map(([, patches]) => patches.length)).toEqual([1, 1])
    expect(gestures).not.toHaveBeenCalled()
  })

  it('reads the same to a process that has none of it at hand, and to the one that went along', async () => {
    const { name, draftId } = await longDraft('elsewhere')
    const elsewhere = await product.join()
    try {
      const late = { draftId, afterSeq: 3, rebase: true }
      const there = await elsewhere.services.drafts.append(product.caller, name, 'main', { operations: [renamed(4, 'there')], ...late })
      const here = await product.services.drafts.append(product.caller, name, 'main', { operations: [renamed(5, 'here')], ...late })
      expect([there.gesture.operations, here.gesture.operations]).toEqual([[renamed(4, 'there')], [renamed(5, 'here')]])
      expect([there.gesture.seq, here.gesture.seq]).toEqual([LENGTH + 1, LENGTH + 2])
      const saved = await elsewhere.services.drafts.save(product.caller, name, 'main', {})
      expect(saved.status).toBe('applied')
    } finally {
      await elsewhere.close()
    }
  })
})
