import { afterEach, expect, it } from 'vitest'
import { compose } from './compose.ts'
import { readConfig } from './config.ts'
import { createLogger } from './observability/logger.ts'
import { closeAll, closeLater, failureOf, sinkAndProduct } from './testing/engine-fixtures.ts'
import { startS3StandIn } from './testing/s3-stand-in.ts'
import type { TestProduct } from './testing/test-product.ts'
import { functionNode, httpNode, workflow } from './testing/workflows.ts'

afterEach(closeAll)

const DAMAGED = Buffer.from('{"n":99}')

async function inBucket() {
  const s3 = await startS3StandIn()
  const { endpoint, bucket, region, accessKeyId, secretAccessKey, prefix } = s3.settings
  const env = {
    AOB_CAS: 's3',
    AOB_S3_ENDPOINT: endpoint,
    AOB_S3_BUCKET: bucket,
    AOB_S3_REGION: region,
    AOB_S3_ACCESS_KEY_ID: accessKeyId,
    AOB_S3_SECRET_ACCESS_KEY: secretAccessKey,
    AOB_S3_PREFIX: prefix,
    // Nobody else asks the bucket for anything.
    AOB_RETENTION_MINUTES: '0',
  }
  return { s3, env }
}

const PLACES = {
  database: async () => ({
    env: { AOB_CAS: 'postgres' },
    damage: async (product: TestProduct, digest: string) => {
      await product.query('UPDATE cas_blobs SET bytes = $2 WHERE sha256 = $1', [digest, DAMAGED])
    },
  }),
  'S3 bucket': async () => {
    const { s3, env } = await inBucket()
    closeLater(s3)
    const damage = async (_: TestProduct, digest: string) => void s3.objects.set(`here/blobs/${digest}`, { bytes: DAMAGED, modifiedAt: Date.now() })
    return { env, damage }
  },
}

it.each(['database', 'S3 bucket'] as const)(
  '[VC-09] [VC-10] with bytes in the %s runs go on over a restart, and damaged ones are refused by their code, counted and never handed out',
  async (where) => {
    const place = await PLACES[where]()
    const { product } = await sinkAndProduct('memory', place.env)
    const chain = workflow('elsewhere', [functionNode('a', 'return { n: 41 }'), functionNode('b', 'return input.nodes.a.n + 1')], ['a>b'])
    const runId = await product.run(chain)
    const detail = await product.ended(runId)
    expect(await product.output(detail, 'b')).toBe(42)
    const digest = (detail.nodes.a?.outputRef ?? '').replace('cas://sha256:', '')
    const next = await product.restart()
    closeLater(next)
    const read = () => next.services.artifacts.read(next.caller, digest)
    expect(new TextDecoder().decode(await read())).toBe('{"n":41}')
    const counted = async () => (await next.engine.metrics.damagedBlobs.get()).values[0]?.value ?? 0
    expect(await counted()).toBe(0)
    await place.damage(next, digest)
    const refused = await failureOf(read())
    expect([refused.code, refused.status]).toEqual(['cas.integrity', 500])
    expect(await counted()).toBe(1)
  },
)

it('[VC-10] a run goes on when its bucket answers again, and readiness says that it did not', async () => {
  const { s3, env } = await inBucket()
  closeLater(s3)
  const { sink, product } = await sinkAndProduct('memory', env)
  expect((await product.services.system.ready()).parts).toHaveProperty('blob store')
  s3.faults = [{ status: 403, code: 'AccessDenied' }]
  const { ready, parts } = await product.services.system.ready()
  expect(ready).toBe(false)
  expect(parts['blob store']).not.toBe('ok')
  sink.on('/a', () => {
    // More than one call tries: the output of this very call cannot be stored until these are used up.
    s3.faults = Array.from({ length: 12 }, () => ({ status: 503, code: 'SlowDown' }))
    return {}
  })
  const runId = await product.run(workflow('waits', [httpNode('a', `${sink.url}/a`, 'POST')], []))
  const detail = await product.ended(runId)
  expect(detail.run.status).toBe('COMPLETED')
  expect([s3.faults.length, sink.effects('/a')]).toEqual([0, 1])
})

it('[VC-10] the start ends in one sentence while the bucket is not there', async () => {
  const { s3, env } = await inBucket()
  closeLater(s3)
  const config = readConfig({ DATABASE_URL: process.env.AOB_TEST_DATABASE_URL, ...env, AOB_S3_BUCKET: 'nowhere' })
  await expect(compose(config, { version: 'test', logger: createLogger('silent') })).rejects.toMatchObject({ message: 'The bucket nowhere does not exist.' })
})
