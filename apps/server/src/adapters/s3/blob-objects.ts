import { DomainError } from '../../domain-error.ts'
import { type ListedPage, listedPage } from './s3-answers.ts'
import type { S3Client } from './s3-client.ts'

/** More than any blob of ours has; what is longer is somebody else's. */
const MAX_BLOB_BYTES = 256_000_000
/** Objects of one page of a listing: the protocol's own bound. */
const PAGE = 1000

export interface KeptObject {
  key: string
  /** Since it was written, by the service's clock. */
  ageMs: number
}

/** The few things blobs need of a bucket. Every write is of a whole object, and whoever reads after it sees it. */
export interface BlobObjects {
  write(key: string, bytes: Uint8Array, sha256: string): Promise<void>
  read(key: string): Promise<Buffer | undefined>
  look(key: string): Promise<{ size: number; ageMs: number } | undefined>
  /** False when there is nothing to copy. */
  copy(from: string, to: string): Promise<boolean>
  remove(key: string): Promise<void>
  /** Keys that begin so, page by page. */
  list(prefix: string): AsyncIterable<KeptObject[]>
  /** Throws one plain sentence when the bucket cannot be used. */
  check(): Promise<void>
}

export function createBlobObjects(client: S3Client, bucket: string, pageSize = PAGE): BlobObjects {
  const age = (at: number, modifiedAt: number) => Math.max(0, at - modifiedAt)

  async function page(prefix: string, after: string | undefined): Promise<{ listed: ListedPage; at: number }> {
    const query = { 'list-type': '2', prefix, 'max-keys': String(pageSize), ...(after === undefined ? {} : { 'continuation-token': after }) }
    const answer = await client.call({ method: 'GET', query })
    const listed = answer.found ? listedPage(answer.body.toString('utf8')) : undefined
    if (!listed) throw new DomainError('service.unavailable', 'The blob endpoint does not answer a listing as S3 does.', { retryAfterMs: 1000 })
    return { listed, at: answer.at }
  }

  return {
    async write(key, bytes, sha256) {
      // The service computes the hash too, and refuses bytes that changed on their way.
      const answer = await client.call({ method: 'PUT', key, body: { bytes, sha256 }, headers: { 'content-type': 'application/octet-stream' } })
      if (!answer.found) throw new DomainError('service.unavailable', `The bucket ${bucket} does not exist.`, { retryAfterMs: 1000 })
    },
    async read(key) {
      const answer = await client.call({ method: 'GET', key, maxBytes: MAX_BLOB_BYTES })
      return answer.found ? answer.body : undefined
    },
    async look(key) {
      const { found, headers, at } = await client.call({ method: 'HEAD', key })
      const modifiedAt = Date.parse(headers['last-modified'] ?? '')
      if (!found) return undefined
      return { size: Number(headers['content-length']), ageMs: Number.isNaN(modifiedAt) ? 0 : age(at, modifiedAt) }
    },
    copy: async (from, to) => (await client.call({ method: 'PUT', key: to, headers: { 'x-amz-copy-source': `/${bucket}/${from}` } })).found,
    async remove(key) {
      await client.call({ method: 'DELETE', key })
    },
    async *list(prefix) {
      for (let after: string | undefined; ; ) {
        const { listed, at } = await page(prefix, after)
        yield listed.objects.map(({ key, modifiedAt }) => ({ key, ageMs: age(at, modifiedAt) }))
        if (listed.next === undefined) return
        after = listed.next
      }
    },
    async check() {
      if (!(await client.call({ method: 'HEAD' })).found) throw new DomainError('service.unavailable', `The bucket ${bucket} does not exist.`)
    },
  }
}
