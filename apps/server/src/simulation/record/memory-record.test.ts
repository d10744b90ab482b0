import { approvalStoreSuite } from '../../conformance/approval-store-suite.ts'
import { blobStoreSuite } from '../../conformance/blob-store-suite.ts'
import { documentStoreSuite } from '../../conformance/document-store-suite.ts'
import { eventLogSuite } from '../../conformance/event-log-suite.ts'
import { patchStoreSuite } from '../../conformance/patch-store-suite.ts'
import type { MakeRecord } from '../../conformance/record-under-test.ts'
import { runDirectorySuite } from '../../conformance/run-directory-suite.ts'
import { timersSuite } from '../../conformance/timers-suite.ts'
import { createMemoryRecord } from './memory-record.ts'

const NAME = 'the record of the simulation'
const make: MakeRecord = async () => [createMemoryRecord(Date.now), async () => undefined]

eventLogSuite(NAME, make)
documentStoreSuite(NAME, make)
patchStoreSuite(NAME, make)
runDirectorySuite(NAME, make)
approvalStoreSuite(NAME, make)
timersSuite(NAME, make)
blobStoreSuite(NAME, async () => {
  const { blobs } = createMemoryRecord(Date.now)
  const damage = async (sha256: string) => {
    blobs.bytes.set(sha256, new TextEncoder().encode('something else'))
  }
  return { blobs, damage, count: async () => blobs.bytes.size, close: async () => undefined }
})
