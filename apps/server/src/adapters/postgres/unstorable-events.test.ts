import { expect, test } from 'vitest'
import { event, seedRun, started } from '../../conformance/record-under-test.ts'
import { describeWith, freshDatabase, POSTGRES } from '../../testing/services.ts'
import { createPostgres } from './postgres.ts'

describeWith(POSTGRES, 'events the log cannot hold', (serverUrl) => {
  test('[D-25] are a conflict of their run, not a failure that comes again for ever', async () => {
    const database = await freshDatabase(serverUrl)
    const postgres = createPostgres({ url: database.url })
    try {
      await postgres.migrate()
      const [broken, fine] = [await seedRun(postgres), await seedRun(postgres)]
      await postgres.eventLog.drain([started(broken)])
      const { artifactId, irRef } = broken
      const bad = event(broken.runId, 2, 'patch.applied', { patchId: 'p', artifactId, irRef, irVersion: 2 ** 40, edges: {} })
      expect(await postgres.eventLog.drain([bad])).toEqual({ kind: 'conflict', runId: broken.runId, seq: 2, reason: 'unstorable' })
      expect(await postgres.eventLog.drain([started(fine), bad])).toMatchObject({ kind: 'conflict', reason: 'unstorable' })
      expect(await postgres.eventLog.lastSeq(broken.runId)).toBe(1)
      expect(await postgres.eventLog.lastSeq(fine.runId)).toBe(0)
    } finally {
      await postgres.close()
      await database.drop()
    }
  })
})
