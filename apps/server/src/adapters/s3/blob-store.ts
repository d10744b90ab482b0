import { createHash } from 'node:crypto'
import { DomainError } from '../../domain-error.ts'
import type { BlobStore } from '../../ports/blob-store.ts'
import type { BlobObjects } from './blob-objects.ts'

export const SHA256 = /^[0-9a-f]{64}$/

/** From this size on it is worth asking first whether the bytes are there. */
const LOOK_FIRST_BYTES = 64_000
/** Bytes written this lately count as stored again: far below the shortest grace of garbage collection, which is an hour. */
const FRESH_MS = 600_000
/** Looks in both places before bytes count as absent: they may have moved from one to the other between two looks. */
const LOOKS = 2
/** Times bytes may be taken away again while they are looked for; only a collector without any grace does that at all. */
const ROUNDS = 20

/**
 * Content-addressed bytes in a bucket.
 *
 *     <prefix>blobs/<sha256>          where bytes are
 *     <prefix>aside/<sha256>/<id>     what garbage collection set aside, under an id of that one time
 *
 * An object is written whole or not at all, so there is nothing to sync or rename. What the age of an object says is when its bytes were
 * last stored: storing them again writes them again, unless that was just done. Invariants, with any number of processes:
 *
 * - Bytes that were acknowledged are under `blobs/` or `aside/` until garbage collection deletes what nobody names: it takes them from
 *   `blobs/` only after a copy under an id of its own, and deletes such a copy only when it is old (see blob-garbage.ts).
 * - Whoever reads finds them in either place and copies them back; only garbage collection deletes.
 */
export function createS3BlobStore(objects: BlobObjects, prefix: string): BlobStore {
  const places = blobKeys(prefix)

  /** Whether bytes that were set aside are back in their place. */
  async function isBroughtBack(sha256: string): Promise<boolean> {
    for await (const page of objects.list(places.asideOf(sha256))) {
      for (const { key } of page) if (await objects.copy(key, places.keyOf(sha256))) return true
    }
    return false
  }

  async function find<T>(sha256: string, look: (key: string) => Promise<T | undefined>): Promise<T | undefined> {
    if (!SHA256.test(sha256)) return undefined
    for (let looks = 0, rounds = 0; looks < LOOKS && rounds < ROUNDS; rounds += 1) {
      const found = await look(places.keyOf(sha256))
      if (found !== undefined) return found
      if (!(await isBroughtBack(sha256))) looks += 1
    }
    return undefined
  }

  return {
    async put(bytes) {
      const sha256 = hashOf(bytes)
      const key = places.keyOf(sha256)
      if (bytes.byteLength >= LOOK_FIRST_BYTES) {
        const there = await objects.look(key)
        // An object of another size was damaged from outside; writing it again mends it.
        if (there && there.size === bytes.byteLength && there.ageMs < FRESH_MS) return sha256
      }
      await objects.write(key, bytes, sha256)
      return sha256
    },
    async get(sha256) {
      const bytes = await find(sha256, (key) => objects.read(key))
      if (bytes === undefined) return undefined
      if (hashOf(bytes) !== sha256) throw new DomainError('cas.integrity', `The bytes stored as ${sha256} have another hash.`)
      return new Uint8Array(bytes)
    },
    has: async (sha256) => (await find(sha256, (key) => objects.look(key))) !== undefined,
  }
}

export interface BlobKeys {
  blobs: string
  aside: string
  keyOf(sha256: string): string
  asideOf(sha256: string): string
}

export function blobKeys(prefix: string): BlobKeys {
  const blobs = `${prefix}blobs/`
  const aside = `${prefix}aside/`
  return { blobs, aside, keyOf: (sha256) => `${blobs}${sha256}`, asideOf: (sha256) => `${aside}${sha256}/` }
}

function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
