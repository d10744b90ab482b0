import { DomainError } from '../domain-error.ts'
import type { BlobStore } from '../ports/blob-store.ts'
import { Lru } from './lru.ts'

const PREFIX = 'cas://sha256:'
/** Parsed values kept in memory; IRs and small outputs are read again and again. */
const CACHED_VALUES = 512
/**
 * Bytes of JSON whose values are kept, all together: three outputs of the largest size. The list a map runs over is read for every item;
 * parsed anew each time, a map would cost the square of its list.
 */
const CACHED_BYTES = 24_000_000

/** JSON values in the content-addressed store, by `cas://sha256:…` reference. Values are shared: treat them as frozen. */
export interface CasJson {
  put(value: unknown): Promise<{ ref: string; bytes: number }>
  /** Stores what `encodeJson` gave. */
  putEncoded(bytes: Uint8Array): Promise<string>
  /** Throws `cas.integrity` when the reference cannot be resolved. */
  get(ref: string): Promise<unknown>
}

export function casRef(sha256: string): string {
  return `${PREFIX}${sha256}`
}

/** The hex digest of a reference; undefined for anything else, e.g. `skipped://…`. */
export function digestOf(ref: string): string | undefined {
  return ref.startsWith(PREFIX) ? ref.slice(PREFIX.length) : undefined
}

/** The bytes of a value as the store keeps it; nothing at all is null. */
export function encodeJson(value: unknown): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(value ?? null))
}

export function createCasJson(blobs: BlobStore, { cachedBytes = CACHED_BYTES }: { cachedBytes?: number } = {}): CasJson {
  const cache = new Lru<{ value: unknown }>({ entries: CACHED_VALUES, weight: cachedBytes })
  const putEncoded = async (bytes: Uint8Array) => casRef(await blobs.put(bytes))
  return {
    putEncoded,
    async put(value) {
      const bytes = encodeJson(value)
      return { ref: await putEncoded(bytes), bytes: bytes.length }
    },
    async get(ref) {
      const cached = cache.get(ref)
      if (cached) return cached.value
      const digest = digestOf(ref)
      const bytes = digest === undefined ? undefined : await blobs.get(digest)
      if (!bytes) throw new DomainError('cas.integrity', `Nothing is stored under ${ref}.`)
      const value: unknown = JSON.parse(new TextDecoder().decode(bytes))
      cache.set(ref, { value }, bytes.length)
      return value
    },
  }
}
