import { createHash, randomBytes } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { blobStoreSuite } from '../../conformance/blob-store-suite.ts'
import type { S3Settings } from '../../s3-settings.ts'
import { s3ServiceUnderTest } from '../../testing/s3-service.ts'
import { type Fault, type S3StandIn, startS3StandIn } from '../../testing/s3-stand-in.ts'
import { createBlobObjects } from './blob-objects.ts'
import { createS3Blobs, type S3Blobs } from './s3-blobs.ts'
import { createS3Client } from './s3-client.ts'

const TIMEOUT_MS = 60_000

blobStoreSuite('S3 (stand-in)', async () => {
  const s3 = await startS3StandIn()
  const { blobs, close } = createS3Blobs(s3.settings, { timeoutMs: TIMEOUT_MS })
  return {
    blobs,
    damage: async (sha256) => void s3.objects.set(`here/blobs/${sha256}`, { bytes: Buffer.from('something else'), modifiedAt: Date.now() }),
    count: async () => s3.objects.size,
    close: async () => {
      await close()
      await s3.close()
    },
  }
})

const settings = s3ServiceUnderTest()
if (settings) {
  blobStoreSuite(`S3 (${settings.endpoint})`, async () => {
    const client = createS3Client(settings, { timeoutMs: TIMEOUT_MS })
    const objects = createBlobObjects(client, settings.bucket, 2)
    const { blobs, check, close } = createS3Blobs(settings, { timeoutMs: TIMEOUT_MS })
    await check()
    const keys = async () => {
      const found: string[] = []
      for await (const page of objects.list(settings.prefix)) found.push(...page.map(({ key }) => key))
      return found
    }
    return {
      blobs,
      damage: (sha256) => {
        const bytes = Buffer.from('something else')
        return objects.write(`${settings.prefix}blobs/${sha256}`, bytes, createHash('sha256').update(bytes).digest('hex'))
      },
      count: async () => (await keys()).length,
      close: async () => {
        for (const key of await keys()) await objects.remove(key)
        await Promise.all([client.close(), close()])
      },
    }
  })
}

describe('[VC-10] an S3 endpoint that misbehaves', () => {
  let s3: S3StandIn
  let s3Blobs: S3Blobs
  beforeAll(async () => {
    s3 = await startS3StandIn()
  })
  afterAll(() => s3.close())
  beforeEach(() => {
    s3.faults = []
    s3.requests = []
    s3Blobs = createS3Blobs(s3.settings, { timeoutMs: TIMEOUT_MS })
  })
  afterEach(() => s3Blobs.close())
  const bytesOf = (size: number) => new Uint8Array(randomBytes(size))
  const overloaded: Fault = { status: 503, code: 'SlowDown' }

  test.each<[string, Fault]>([
    ['503 SlowDown', overloaded],
    ['500 InternalError', { status: 500, code: 'InternalError' }],
    ['400 RequestTimeout', { status: 400, code: 'RequestTimeout' }],
    ['an answer that is lost', 'lost-answer'],
  ])('%s is tried again, and the bytes are there', async (_, fault) => {
    s3.faults = [fault]
    const bytes = bytesOf(100)
    const sha256 = await s3Blobs.blobs.put(bytes)
    expect(s3.requests).toEqual([`PUT here/blobs/${sha256}`, `PUT here/blobs/${sha256}`])
    expect(await s3Blobs.blobs.get(sha256)).toEqual(bytes)
  })

  test('bytes that are cut off are read again', async () => {
    const bytes = bytesOf(5000)
    const sha256 = await s3Blobs.blobs.put(bytes)
    s3.faults = ['cut']
    expect(await s3Blobs.blobs.get(sha256)).toEqual(bytes)
  })

  test('attempts are bounded: an endpoint that stays overloaded is service.unavailable', async () => {
    s3.faults = Array.from({ length: 10 }, () => overloaded)
    const message = 'The blob endpoint is overloaded or broken (SlowDown).'
    await expect(s3Blobs.blobs.put(bytesOf(10))).rejects.toMatchObject({ code: 'service.unavailable', message })
    expect(s3.requests).toHaveLength(4)
  })

  test('time is bounded: an endpoint that is silent is service.unavailable', async () => {
    const hasty = createS3Blobs(s3.settings, { timeoutMs: 200 })
    s3.faults = Array.from({ length: 10 }, () => 'silence')
    const message = 'The blob endpoint does not answer in time.'
    await expect(hasty.blobs.get('0'.repeat(64))).rejects.toMatchObject({ code: 'service.unavailable', message })
    await hasty.close()
  })

  test('nobody there is service.unavailable', async () => {
    const gone = await startS3StandIn()
    await gone.close()
    const { blobs, close } = createS3Blobs(gone.settings, { timeoutMs: TIMEOUT_MS })
    const message = 'The blob endpoint cannot be reached (ECONNREFUSED).'
    await expect(blobs.has('0'.repeat(64))).rejects.toMatchObject({ code: 'service.unavailable', message })
    await close()
  })

  test.each<[string, Partial<S3Settings>, string]>([
    ['a wrong secret', { secretAccessKey: 'wrong' }, 'SignatureDoesNotMatch'],
    ['an unknown key', { accessKeyId: 'UNKNOWN' }, 'InvalidAccessKeyId'],
    ['another region', { region: 'elsewhere' }, 'AuthorizationHeaderMalformed'],
    ['another bucket', { bucket: 'nowhere' }, 'NoSuchBucket'],
  ])('%s is refused at once, by its code', async (_, change, code) => {
    const { blobs, close } = createS3Blobs({ ...s3.settings, ...change }, { timeoutMs: TIMEOUT_MS })
    const refused = { code: 'service.unavailable', message: `The blob endpoint refuses the request (${code}).` }
    await expect(blobs.put(bytesOf(10))).rejects.toMatchObject(refused)
    await expect(blobs.get('0'.repeat(64))).rejects.toMatchObject(refused)
    expect(s3.requests).toHaveLength(2)
    await close()
  })

  test('the check before the start says what is wrong', async () => {
    await s3Blobs.check()
    const elsewhere = createS3Blobs({ ...s3.settings, bucket: 'nowhere' }, { timeoutMs: TIMEOUT_MS })
    await expect(elsewhere.check()).rejects.toMatchObject({ code: 'service.unavailable', message: 'The bucket nowhere does not exist.' })
    await elsewhere.close()
  })

  test('an endpoint that speaks something else is no listing of nothing', async () => {
    s3.faults = ['no-s3']
    const read = async () => {
      for await (const _ of s3Blobs.garbage.untouched(0)) expect.unreachable()
    }
    await expect(read()).rejects.toMatchObject({ message: 'The blob endpoint does not answer a listing as S3 does.' })
  })

  test('a copy that fails after its 200 takes no bytes from their place', async () => {
    const bytes = bytesOf(10)
    const sha256 = await s3Blobs.blobs.put(bytes)
    const late: Fault = { lateCode: 'AccessDenied' }
    // The look, then the copy.
    s3.faults = ['lost-answer', late, late]
    await expect(s3Blobs.garbage.setAside(sha256, 0)).rejects.toMatchObject({ code: 'service.unavailable' })
    expect(s3.requests.some((request) => request.startsWith('DELETE'))).toBe(false)
    s3.faults = []
    expect(await s3Blobs.blobs.get(sha256)).toEqual(bytes)
  })

  test('large bytes that were just stored are not sent again, and others are', async () => {
    const bytes = bytesOf(100_000)
    const sha256 = await s3Blobs.blobs.put(bytes)
    await s3Blobs.blobs.put(bytes)
    const [look, send] = [`HEAD here/blobs/${sha256}`, `PUT here/blobs/${sha256}`]
    expect(s3.requests).toEqual([look, send, look])
    s3.ahead = 3_600_000
    await s3Blobs.blobs.put(bytes)
    expect(s3.requests).toEqual([look, send, look, look, send])
    s3.ahead = 0
  })

  test('a damaged object is mended by the next write of its bytes', async () => {
    for (const size of [10, 100_000]) {
      const bytes = bytesOf(size)
      const sha256 = await s3Blobs.blobs.put(bytes)
      s3.objects.set(`here/blobs/${sha256}`, { bytes: Buffer.from(bytes.subarray(1)), modifiedAt: Date.now() })
      await expect(s3Blobs.blobs.get(sha256)).rejects.toMatchObject({ code: 'cas.integrity' })
      await s3Blobs.blobs.put(bytes)
      expect(await s3Blobs.blobs.get(sha256)).toEqual(bytes)
    }
  })
})
