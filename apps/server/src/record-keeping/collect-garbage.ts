import type { BlobGarbage, RecordKeeping } from '../ports/record-keeping.ts'

export interface Collected {
  setAside: number
  deleted: number
}

/**
 * Deletes blobs nothing in the record names. First what was not stored for a while and is not named is set aside; what stayed there as
 * long again, and is still not named, is deleted. Bytes precede the completion that names them (D-25), so the grace must be longer than a
 * node may take to be recorded.
 */
export async function collectGarbage(deps: { garbage: BlobGarbage; keeping: Pick<RecordKeeping, 'referenced'>; graceMs: number }): Promise<Collected> {
  const { garbage, keeping, graceMs } = deps
  const result: Collected = { setAside: 0, deleted: 0 }
  for await (const batch of garbage.setAsideFor(graceMs)) {
    const named = await keeping.referenced(batch)
    for (const digest of batch) {
      if (named.has(digest)) await garbage.bringBack(digest)
      else if (await garbage.delete(digest, graceMs)) result.deleted += 1
    }
  }
  for await (const batch of garbage.untouched(graceMs)) {
    const named = await keeping.referenced(batch)
    for (const digest of batch) if (!named.has(digest) && (await garbage.setAside(digest, graceMs))) result.setAside += 1
  }
  return result
}
