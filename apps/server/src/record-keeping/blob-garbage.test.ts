import { mkdtemp, rm, utimes } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createFsBlobGarbage } from '../adapters/fs/blob-garbage.ts'
import { createFsBlobStore } from '../adapters/fs/blob-store.ts'
import { createPostgres, type Postgres } from '../adapters/postgres/postgres.ts'
import { createS3Blobs } from '../adapters/s3/s3-blobs.ts'
import { blobGarbageSuite } from '../conformance/blob-garbage-suite.ts'
import { s3FilesUnderTest, s3ServiceUnderTest } from '../testing/s3-service.ts'
import { startS3StandIn } from '../testing/s3-stand-in.ts'
import { describeWith, freshDatabase, POSTGRES, type TestDatabase } from '../testing/services.ts'

describeWith(POSTGRES, 'blobs nobody names', (serverUrl) => {
  let database: TestDatabase
  let postgres: Postgres
  beforeAll(async () => {
    database = await freshDatabase(serverUrl)
    postgres = createPostgres({ url: database.url, logger: { warn: () => undefined } })
    await postgres.migrate()
  })
  afterAll(async () => {
    await postgres.close()
    await database.drop()
  })

  blobGarbageSuite('files', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'aob-cas-'))
    let later = 0
    return {
      blobs: createFsBlobStore(folder),
      garbage: createFsBlobGarbage(folder, () => Date.now() + later),
      record: postgres,
      async age(sha256, ms) {
        const then = new Date(Date.now() - ms)
        await utimes(join(folder, sha256.slice(0, 2), sha256.slice(2, 4), sha256), then, then)
      },
      async pass(ms) {
        later += ms
      },
      close: () => rm(folder, { recursive: true, force: true }),
    }
  })

  blobGarbageSuite('S3 (stand-in)', async () => {
    const s3 = await startS3StandIn()
    // Pages smaller than what the suite stores, so that listings go on over several.
    const { blobs, garbage, close } = createS3Blobs(s3.settings, { timeoutMs: 60_000, pageSize: 3 })
    return {
      blobs,
      garbage,
      record: postgres,
      async age(sha256, ms) {
        const object = s3.objects.get(`here/blobs/${sha256}`)
        if (object) object.modifiedAt -= ms
      },
      async pass(ms) {
        s3.ahead += ms
      },
      async close() {
        await close()
        await s3.close()
      },
    }
  })

  const service = s3ServiceUnderTest()
  const files = service && s3FilesUnderTest(service)
  if (files) {
    blobGarbageSuite(`S3 (${service.endpoint})`, async () => {
      const { blobs, garbage, close } = createS3Blobs(service, { timeoutMs: 60_000, pageSize: 3 })
      return { blobs, garbage, record: postgres, ...files, close }
    })
  }

  blobGarbageSuite('Postgres', async () => ({
    blobs: postgres.blobs,
    garbage: postgres.garbage,
    record: postgres,
    async age(sha256, ms) {
      await database.query(`UPDATE cas_blobs SET stored_at = now() - $2 * interval '1 millisecond' WHERE sha256 = $1`, [sha256, ms])
    },
    async pass(ms) {
      await database.query(`UPDATE cas_blobs SET stored_at = stored_at - $1 * interval '1 ms', set_aside_at = set_aside_at - $1 * interval '1 ms'`, [ms])
    },
    async close() {
      await database.query('DELETE FROM cas_blobs', [])
    },
  }))

  test('the service can neither rewrite bytes in the database nor take them away', async () => {
    const sha256 = await postgres.blobs.put(new TextEncoder().encode('kept'))
    for (const statement of [`UPDATE cas_blobs SET bytes = ''`, 'DELETE FROM cas_blobs', `UPDATE cas_blobs SET sha256 = '${'0'.repeat(64)}'`])
      await expect(database.query(`SET ROLE aob_service; ${statement}; RESET ROLE`)).rejects.toMatchObject({ code: '42501' })
    expect(await postgres.blobs.has(sha256)).toBe(true)
  })
})
