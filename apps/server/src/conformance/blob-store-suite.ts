import { createHash, randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { BlobStore } from '../ports/blob-store.ts'

export interface BlobStoreUnderTest {
  blobs: BlobStore
  /** Changes stored bytes behind the store's back. */
  damage(sha256: string): Promise<void>
  /** How many blobs are kept. */
  count(): Promise<number>
  close(): Promise<void>
}

/** What every BlobStore does: bytes by their hash, written once, verified when read. */
export function blobStoreSuite(name: string, make: () => Promise<BlobStoreUnderTest>): void {
  describe(`[VC-10] blob store: ${name}`, () => {
    let under: BlobStoreUnderTest
    beforeAll(async () => {
      under = await make()
    })
    afterAll(() => under.close())
    const hashOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

    test.each([0, 1, 1000, 3_000_000])('[VC-05] %i bytes come back by their hash', async (size) => {
      const bytes = new Uint8Array(randomBytes(size))
      const sha256 = hashOf(bytes)
      const before = await under.blobs.has(sha256)
      expect(await under.blobs.put(bytes)).toBe(sha256)
      expect(before).toBe(false)
      expect(await under.blobs.has(sha256)).toBe(true)
      const stored = await under.blobs.get(sha256)
      expect(stored && Buffer.compare(stored, bytes)).toBe(0)
    })

    test('a view into a larger buffer is stored alone', async () => {
      const bytes = new Uint8Array(randomBytes(100)).subarray(10, 20)
      expect(await under.blobs.get(await under.blobs.put(bytes))).toEqual(new Uint8Array(bytes))
    })

    test('writing the same bytes again, also at the same time, is harmless', async () => {
      const bytes = randomBytes(5000)
      const hashes = await Promise.all(Array.from({ length: 10 }, () => under.blobs.put(bytes)))
      expect(new Set([...hashes, await under.blobs.put(bytes)])).toEqual(new Set([hashOf(bytes)]))
    })

    test('[VC-08] one megabyte stored a hundred times is kept once', async () => {
      const bytes = randomBytes(1_000_000)
      const before = await under.count()
      for (let turn = 0; turn < 100; turn++) await under.blobs.put(bytes)
      expect(await under.count()).toBe(before + 1)
    })

    test('what is unknown, or no hash at all, is undefined', async () => {
      for (const sha256 of ['0'.repeat(64), '', 'abc', '../../../etc/passwd', `${'a'.repeat(63)}G`, 'A'.repeat(64), '\u0000']) {
        expect(await under.blobs.get(sha256)).toBeUndefined()
        expect(await under.blobs.has(sha256)).toBe(false)
      }
    })

    test('[VC-05] [VC-09] [D-25] damaged bytes are never handed out', async () => {
      const sha256 = await under.blobs.put(randomBytes(100))
      await under.damage(sha256)
      await expect(under.blobs.get(sha256)).rejects.toMatchObject({ code: 'cas.integrity' })
    })
  })
}
