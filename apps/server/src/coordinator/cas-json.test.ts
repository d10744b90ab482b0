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

  it('reads small values once and large ones every time', async () => {
    const blobs = countingBlobs()
    const cas = createCasJson(blobs)
    const [small, large] = [(await cas.put(1)).ref, (await cas.put('x'.repeat(300_000))).ref]
    for (let at = 0; at < 3; at += 1) await cas.get(small)
    expect(blobs.reads).toBe(1)
    for (let at = 0; at < 3; at += 1) await cas.get(large)
    expect(blobs.reads).toBe(4)
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
