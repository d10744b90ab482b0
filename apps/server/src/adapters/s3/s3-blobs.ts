import type { BlobStore } from '../../ports/blob-store.ts'
import type { BlobGarbage } from '../../ports/record-keeping.ts'
import type { S3Settings } from '../../s3-settings.ts'
import { createS3BlobGarbage } from './blob-garbage.ts'
import { createBlobObjects } from './blob-objects.ts'
import { createS3BlobStore } from './blob-store.ts'
import { createS3Client } from './s3-client.ts'

export interface S3Blobs {
  blobs: BlobStore
  garbage: BlobGarbage
  /** Throws one plain sentence when the bucket cannot be used. */
  check(): Promise<void>
  close(): Promise<void>
}

/** Blobs in a bucket of an S3-compatible service. `pageSize`: objects of one page of a listing. */
export function createS3Blobs(settings: S3Settings, options: { timeoutMs: number; pageSize?: number }): S3Blobs {
  const client = createS3Client(settings, options)
  const objects = createBlobObjects(client, settings.bucket, options.pageSize)
  return {
    blobs: createS3BlobStore(objects, settings.prefix),
    garbage: createS3BlobGarbage(objects, settings.prefix),
    check: () => objects.check(),
    close: () => client.close(),
  }
}
