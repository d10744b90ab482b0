import { describe, expect, it } from 'vitest'
import type { BlobStore } from '../ports/blob-store.ts'
import { casRef, createCasJson, digestOf } from './cas-json.ts'

function countingBlobs(): BlobStore & { reads: number } {
  const blobs = new Map<string, Uint8Array>()
  return {
    reads: 0,
    async put(bytes) {
      const digest = `d${blobs.size}`
      blobs.set(digest, bytes)
      return digest
    },
    async get(digest) {
      this.reads += 1
      return blobs.get(digest)
    },
    has: async (digest) => blobs.has(digest),
  }
}

describe('JSON by content address', () => {
  it('gives back what was put, undefined as null', async () => {
    const cas = createCasJson(countingBlobs())
    for (const value of [{ a: [1, 'ü', null] }, '', 0, false, null]) expect(await cas.get((await cas.put(value)).ref)).toEqual(value)
    expect(await cas.get((await cas.put(undefined)).ref)).toBeNull()
  })

  it('counts bytes, not characters', async () => {
    expect((await createCasJson(countingBlobs()).put('ü')).bytes).toBe(4)
  })

  it('reads a value once while all values together stay within the bytes it may keep, and every time when it alone is larger', async () => {
    const blobs = countingBlobs()
    const cas = createCasJson(blobs, { cachedBytes: 1_000 })
    const put = async (bytes: number) => (await cas.put('x'.repeat(bytes - 2))).ref
    const [whole, larger, small] = [await put(1_000), await put(1_001), await put(3)]
    const readsOf = async (ref: string) => {
      const before = blobs.reads
      for (let at = 0; at < 3; at += 1) await cas.get(ref)
      return blobs.reads - before
    }
    expect(await readsOf(whole)).toBe(1)
    expect(await readsOf(larger)).toBe(3)
    expect(await readsOf(whole)).toBe(0)
    expect(await readsOf(small)).toBe(1)
    expect(await readsOf(whole)).toBe(1)
  })

  it('keeps a list of thousands of items, which a map reads for each of them', async () => {
    const blobs = countingBlobs()
    const cas = createCasJson(blobs)
    const list = Array.from({ length: 5_000 }, (_, at) => ({ at, text: 'x'.repeat(1_000) }))
    const { ref } = await cas.put(list)
    for (let at = 0; at < 3; at += 1) await cas.get(ref)
    expect(blobs.reads).toBe(1)
  })

  it('says so when a reference leads nowhere, and keeps no memory of it', async () => {
    const blobs = countingBlobs()
    const cas = createCasJson(blobs)
    for (const ref of [casRef('d0'), 'skipped://unknown_type', '']) await expect(cas.get(ref)).rejects.toMatchObject({ code: 'cas.integrity' })
    expect(digestOf('skipped://unknown_type')).toBeUndefined()
    await cas.put('later')
    expect(await cas.get(casRef('d0'))).toBe('later')
  })
})
