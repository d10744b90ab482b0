import { randomUUID } from 'node:crypto'
import type { BlobGarbage } from '../../ports/record-keeping.ts'
import type { BlobObjects, KeptObject } from './blob-objects.ts'
import { blobKeys, SHA256 } from './blob-store.ts'

/** A copy younger than this may belong to a collector that has not yet taken the bytes from their place. */
const YOUNG_MS = 60_000

/**
 * Garbage of a bucket; times are those of the service. The protocol cannot rename, so bytes are copied aside under an id of this one
 * time and only then taken from their place: two collectors, and a reader that copies them back, never delete each other's last copy.
 *
 * | stopped after | left behind |
 * | --- | --- |
 * | the copy aside | bytes in both places; the copy goes once it is old, because the bytes are in their place |
 * | taking them from their place | bytes aside, which whoever reads them brings back |
 * | copying them back | as after the copy aside |
 */
export function createS3BlobGarbage(objects: BlobObjects, prefix: string): BlobGarbage {
  const places = blobKeys(prefix)

  async function copiesOf(sha256: string): Promise<KeptObject[]> {
    const copies: KeptObject[] = []
    for await (const page of objects.list(places.asideOf(sha256))) copies.push(...page)
    return copies
  }

  async function remove(copies: readonly KeptObject[]): Promise<void> {
    for (const { key } of copies) await objects.remove(key)
  }

  async function bringBack(sha256: string, copies: readonly KeptObject[]): Promise<void> {
    let isBack = (await objects.look(places.keyOf(sha256))) !== undefined
    for (const { key } of copies) isBack ||= await objects.copy(key, places.keyOf(sha256))
    if (isBack) await remove(copies.filter(({ ageMs }) => ageMs >= YOUNG_MS))
  }

  return {
    async *untouched(forMs) {
      for await (const page of objects.list(places.blobs)) yield namesOf(page, forMs, places.blobs.length)
    },
    async setAside(sha256, untouchedForMs) {
      const there = await objects.look(places.keyOf(sha256))
      if (there === undefined || there.ageMs < untouchedForMs) return false
      if (!(await objects.copy(places.keyOf(sha256), `${places.asideOf(sha256)}${randomUUID()}`))) return false
      await objects.remove(places.keyOf(sha256))
      return true
    },
    async *setAsideFor(ms) {
      for await (const page of objects.list(places.aside)) yield namesOf(page, ms, places.aside.length)
    },
    bringBack: async (sha256) => bringBack(sha256, await copiesOf(sha256)),
    async delete(sha256, untouchedForMs) {
      const copies = await copiesOf(sha256)
      const isWanted = (await objects.look(places.keyOf(sha256))) !== undefined || copies.some(({ ageMs }) => ageMs < untouchedForMs)
      if (isWanted) await bringBack(sha256, copies)
      else await remove(copies)
      return !isWanted && copies.length > 0
    },
  }
}

/** The hashes of a page's objects of that age, each once. */
function namesOf(page: readonly KeptObject[], ageMs: number, start: number): string[] {
  const names = page.flatMap((object) => (object.ageMs >= ageMs ? [object.key.slice(start, start + 64)] : []))
  return [...new Set(names)].filter((name) => SHA256.test(name))
}
