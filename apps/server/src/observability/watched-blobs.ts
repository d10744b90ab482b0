import { DomainError } from '../domain-error.ts'
import type { BlobStore } from '../ports/blob-store.ts'
import type { Logger } from './logger.ts'
import type { Metrics } from './metrics.ts'

/** The same store; bytes that have lost their hash are counted and reported besides being refused (VC-09). */
export function watchBlobs(blobs: BlobStore, { metrics, logger }: { metrics: Pick<Metrics, 'damagedBlobs'>; logger: Pick<Logger, 'error'> }): BlobStore {
  return {
    put: (bytes) => blobs.put(bytes),
    has: (sha256) => blobs.has(sha256),
    async get(sha256) {
      try {
        return await blobs.get(sha256)
      } catch (error) {
        if (error instanceof DomainError && error.code === 'cas.integrity') {
          metrics.damagedBlobs.inc()
          logger.error({ sha256 }, 'stored bytes no longer have their hash; restore them from a backup')
        }
        throw error
      }
    },
  }
}
