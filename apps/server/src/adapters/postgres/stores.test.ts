import { approvalStoreSuite } from '../../conformance/approval-store-suite.ts'
import { blobStoreSuite } from '../../conformance/blob-store-suite.ts'
import { documentStoreSuite } from '../../conformance/document-store-suite.ts'
import { eventLogSuite } from '../../conformance/event-log-suite.ts'
import { patchStoreSuite } from '../../conformance/patch-store-suite.ts'
import type { MakeRecord } from '../../conformance/record-under-test.ts'
import { runDirectorySuite } from '../../conformance/run-directory-suite.ts'
import { tagStoreSuite } from '../../conformance/tag-store-suite.ts'
import { timersSuite } from '../../conformance/timers-suite.ts'
import { describeWith, freshDatabase, POSTGRES } from '../../testing/services.ts'
import { createPostgres } from './postgres.ts'

describeWith(POSTGRES, 'the record in Postgres', (serverUrl) => {
  const open = async () => {
    const database = await freshDatabase(serverUrl)
    const postgres = createPostgres({ url: database.url })
    await postgres.migrate()
    const close = async () => {
      await postgres.close()
      await database.drop()
    }
    return { database, postgres, close }
  }
  const make: MakeRecord = async () => {
    const { postgres, close } = await open()
    return [postgres, close]
  }

  eventLogSuite('Postgres', make)
  documentStoreSuite('Postgres', make)
  patchStoreSuite('Postgres', make)
  runDirectorySuite('Postgres', make)
  approvalStoreSuite('Postgres', make)
  timersSuite('Postgres', make)
  tagStoreSuite('Postgres', async () => {
    const { postgres, close } = await open()
    return [postgres, close]
  })
  blobStoreSuite('Postgres', async () => {
    const { database, postgres, close } = await open()
    const damage = async (sha256: string) => {
      await database.query(`UPDATE cas_blobs SET bytes = 'something else' WHERE sha256 = $1`, [sha256])
    }
    const count = async () => (await database.query('SELECT 1 FROM cas_blobs')).length
    return { blobs: postgres.blobs, damage, count, close }
  })
})
