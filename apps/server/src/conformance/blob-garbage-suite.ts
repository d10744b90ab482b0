import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { BlobStore } from '../ports/blob-store.ts'
import type { BlobGarbage, RecordKeeping } from '../ports/record-keeping.ts'
import { collectGarbage } from '../record-keeping/collect-garbage.ts'
import { baseArtifact, event, type RecordUnderTest, seedRun, started } from './record-under-test.ts'

export interface GarbageUnderTest {
  blobs: BlobStore
  garbage: BlobGarbage
  record: RecordUnderTest & { keeping: RecordKeeping }
  /** Makes bytes look as if they were last stored so long ago. */
  age(sha256: string, ms: number): Promise<void>
  /** Lets time pass for everything that is there. */
  pass(ms: number): Promise<void>
  close(): Promise<void>
}

const HOUR = 3_600_000

/** What every garbage collection of blobs does: two steps, and bytes that are wanted again in between stay. `make` opens an empty place. */
export function blobGarbageSuite(name: string, make: () => Promise<GarbageUnderTest>): void {
  describe(`garbage of blobs: ${name}`, () => {
    let under: GarbageUnderTest
    beforeEach(async () => {
      under = await make()
    })
    afterEach(() => under.close())

    const record = () => under.record
    // Of its own, so that what one place has named in a record they share names nothing of another's.
    const bytesOf = (text: string) => new TextEncoder().encode(`${name}: ${text}`)
    const open = async () => ({
      blobs: under.blobs,
      garbage: under.garbage,
      collect: () => collectGarbage({ garbage: under.garbage, keeping: under.record.keeping, graceMs: HOUR }),
      age: (sha256: string) => under.age(sha256, 2 * HOUR),
      pass: (ms: number) => under.pass(ms),
    })

    test('a blob nobody names is set aside after the grace and deleted after another; what is young or named stays', async () => {
      const { blobs, collect, age, pass } = await open()
      const [old, young, version, output] = await Promise.all(['old', 'young', 'a version', 'an output'].map((text) => blobs.put(bytesOf(text))))
      for (const digest of [old, version, output]) await age(digest ?? '')
      await record().documents.addArtifact(baseArtifact({ casId: version }))
      const run = await seedRun(record())
      const completed = { nodeId: 'a', attempt: 1, irVersion: 1, port: 'out', outputRef: `cas://sha256:${output}`, edges: {} }
      await record().eventLog.drain([started(run), event(run.runId, 2, 'node.completed', completed)])
      expect(await collect()).toEqual({ setAside: 1, deleted: 0 })
      expect(await collect()).toEqual({ setAside: 0, deleted: 0 })
      await pass(HOUR + 1000)
      expect((await collect()).deleted).toBe(1)
      expect(await blobs.get(old ?? '')).toBeUndefined()
      for (const digest of [version, output]) expect(await blobs.has(digest ?? '')).toBe(true)
      expect(await blobs.get(young ?? '')).toEqual(bytesOf('young'))
    })

    test('bytes that are read or stored again while they are set aside are there', async () => {
      const { blobs, collect, age, pass, garbage } = await open()
      const [read, stored, named] = await Promise.all(['read', 'stored', 'named'].map((text) => blobs.put(bytesOf(text))))
      for (const digest of [read, stored, named]) await age(digest ?? '')
      expect((await collect()).setAside).toBe(3)
      expect(await blobs.get(read ?? '')).toEqual(bytesOf('read'))
      expect(await blobs.put(bytesOf('stored'))).toBe(stored)
      await record().documents.addArtifact(baseArtifact({ casId: named }))
      await pass(HOUR + 1000)
      expect((await collect()).deleted).toBe(0)
      for (const digest of [stored, named]) expect(await blobs.has(digest ?? '')).toBe(true)
      // Stored again between the look of a collector and its move.
      await age(stored ?? '')
      await garbage.setAside(stored ?? '', 0)
      await blobs.put(bytesOf('stored'))
      expect(await garbage.setAside(stored ?? '', 0)).toBe(true)
      expect(await garbage.delete(stored ?? '', HOUR * 100)).toBe(false)
      expect(await blobs.get(stored ?? '')).toEqual(bytesOf('stored'))
    })

    test('what was stored between the look of a collector and its move is not set aside', async () => {
      const { blobs, garbage, age } = await open()
      const digest = await blobs.put(bytesOf('just stored'))
      expect(await garbage.setAside(digest, HOUR)).toBe(false)
      await age(digest)
      expect(await garbage.setAside(digest, HOUR)).toBe(true)
      expect(await garbage.setAside(digest, HOUR)).toBe(false)
    })

    test('none is passed over, however many there are', async () => {
      const { blobs, collect, age, pass } = await open()
      const digests = await Promise.all(Array.from({ length: 10 }, (_, index) => blobs.put(bytesOf(`one of many ${index}`))))
      for (const digest of digests) await age(digest)
      expect(await collect()).toEqual({ setAside: digests.length, deleted: 0 })
      await pass(HOUR + 1000)
      expect(await collect()).toEqual({ setAside: 0, deleted: digests.length })
    })

    test('many writers and a collector without grace at once lose nothing that was acknowledged', async () => {
      const { blobs, garbage } = await open()
      const texts = Array.from({ length: 40 }, (_, index) => `value ${index}`)
      let writing = true
      const collector = (async () => {
        while (writing) {
          for await (const batch of garbage.untouched(0)) for (const digest of batch) await garbage.setAside(digest, 0)
        }
      })()
      for (let round = 0; round < 5; round += 1) {
        const digests = await Promise.all(texts.map((text) => blobs.put(bytesOf(text))))
        const found = await Promise.all(digests.map((digest) => blobs.get(digest)))
        expect(found).toEqual(texts.map(bytesOf))
      }
      writing = false
      await collector
    })
  })
}
