import type { Workflow } from '@aob/schemas'
import { describe, expect, it, vi } from 'vitest'
import { createDocumentSlot, documentIn, documentKey, MAX_KEPT_DOCUMENTS, shareElements } from './run-documents.ts'

const graph = (name: string): Workflow => ({ schemaVersion: 1, name, nodes: [], edges: [] })

function deferred() {
  const answers = new Map<string, { resolve(document: Workflow): void; reject(error: Error): void; signal: AbortSignal }>()
  const request = (key: string) => ({
    key,
    compute: (signal: AbortSignal) => new Promise<Workflow>((resolve, reject) => answers.set(key, { resolve, reject, signal })),
  })
  const answer = (key: string) => {
    const found = answers.get(key)
    if (!found) throw new Error(`${key} was not asked for`)
    return found
  }
  return { request, answer, asked: (key: string) => answers.has(key) }
}

const settled = () => new Promise<void>((resolve) => setTimeout(resolve, 0))

describe('document slot', () => {
  it('[D1] drops the answer of an older request and aborts its work', async () => {
    const work = deferred()
    const slot = createDocumentSlot(new Map())
    slot.show(work.request('a'))
    slot.show(work.request('b'))
    expect(work.answer('a').signal.aborted).toBe(true)
    work.answer('b').resolve(graph('b'))
    work.answer('a').resolve(graph('a'))
    await settled()
    expect(documentIn(slot.store.getState())?.name).toBe('b')
  })

  it('keeps the document before it in view while the next one is computed', async () => {
    const work = deferred()
    const slot = createDocumentSlot(new Map())
    slot.show(work.request('a'))
    work.answer('a').resolve(graph('a'))
    await settled()
    slot.show(work.request('b'))
    expect(slot.store.getState().kind).toBe('materializing')
    expect(documentIn(slot.store.getState())?.name).toBe('a')
    work.answer('b').reject(new Error('patch 3 does not apply'))
    await settled()
    expect(slot.store.getState()).toMatchObject({ kind: 'failed', message: 'patch 3 does not apply' })
    expect(documentIn(slot.store.getState())?.name).toBe('a')
  })

  it('[D2] shows a known document at once and asks again after a failure', async () => {
    const work = deferred()
    const cache = new Map<string, Workflow>()
    const slot = createDocumentSlot(cache)
    slot.show(work.request('a'))
    work.answer('a').resolve(graph('a'))
    await settled()
    slot.show(work.request('b'))
    work.answer('b').reject(new Error('no'))
    await settled()
    slot.show(work.request('a'))
    expect(slot.store.getState().kind).toBe('ready')
    slot.show(work.request('b'))
    expect(slot.store.getState().kind).toBe('materializing')
  })

  it('[D3] changes nothing after close', async () => {
    const work = deferred()
    const slot = createDocumentSlot(new Map())
    slot.show(work.request('a'))
    slot.close()
    work.answer('a').resolve(graph('a'))
    await settled()
    expect(slot.store.getState().kind).toBe('materializing')
    slot.show(work.request('b'))
    expect(work.asked('b')).toBe(false)
  })

  it('keeps at most MAX_KEPT_DOCUMENTS, the oldest leave first', async () => {
    const cache = new Map<string, Workflow>()
    const slot = createDocumentSlot(cache)
    for (let index = 0; index <= MAX_KEPT_DOCUMENTS; index++) {
      slot.show({ key: `k${index}`, compute: async () => graph(`k${index}`) })
      await settled()
    }
    expect(cache.size).toBe(MAX_KEPT_DOCUMENTS)
    expect(cache.has('k0')).toBe(false)
    expect(cache.has(`k${MAX_KEPT_DOCUMENTS}`)).toBe(true)
  })

  it('names a version by its base and the patches that lead to it', () => {
    expect(documentKey('base', ['p1', 'p2'])).toBe('base+p1+p2')
    expect(documentKey('base', [])).toBe('base')
  })

  it('keeps the objects of equal nodes and edges, so that only what differs is drawn anew', () => {
    const node = (id: string, url: string) => ({ id, type: 'http', config: { url }, position: { x: 0, y: 0 } })
    const before: Workflow = { ...graph('w'), nodes: [node('a', '1'), node('b', '1')], edges: [{ id: 'e', from: 'a', to: 'b' }] }
    const after: Workflow = structuredClone({ ...before, nodes: [node('b', '2'), node('a', '1'), node('c', '1')] })
    const shared = shareElements(before, after)
    expect(shared).toEqual(after)
    expect(shared.nodes[1]).toBe(before.nodes[0])
    expect(shared.nodes[0]).toBe(after.nodes[0])
    expect(shared.edges[0]).toBe(before.edges[0])
    expect(shareElements(undefined, after)).toBe(after)
  })
})

describe('patience of a slot', () => {
  it('[D4] announces only what takes longer, and never what was displaced', async () => {
    vi.useFakeTimers()
    try {
      const work = deferred()
      const slot = createDocumentSlot(new Map(), 150)
      slot.show(work.request('a'))
      expect(slot.store.getState().kind).toBe('idle')
      work.answer('a').resolve(graph('a'))
      await vi.advanceTimersByTimeAsync(149)
      expect(slot.store.getState()).toMatchObject({ kind: 'ready', key: 'a' })
      slot.show(work.request('b'))
      await vi.advanceTimersByTimeAsync(100)
      slot.show(work.request('c'))
      await vi.advanceTimersByTimeAsync(149)
      expect(slot.store.getState()).toMatchObject({ kind: 'ready', key: 'a' })
      await vi.advanceTimersByTimeAsync(1)
      expect(slot.store.getState()).toMatchObject({ kind: 'materializing', key: 'c' })
    } finally {
      vi.useRealTimers()
    }
  })
})
