import { afterEach, expect, it } from 'vitest'
import { closeAll, closeLater, failureOf, sinkAndProduct } from './testing/engine-fixtures.ts'
import { functionNode, workflow } from './testing/workflows.ts'

afterEach(closeAll)

it('[VC-09] with bytes in the database runs go on over a restart, and damaged ones are refused by their code, counted and never handed out', async () => {
  const { product } = await sinkAndProduct('memory', { AOB_CAS: 'postgres' })
  const chain = workflow('in the database', [functionNode('a', 'return { n: 41 }'), functionNode('b', 'return input.nodes.a.n + 1')], ['a>b'])
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
  await next.query('UPDATE cas_blobs SET bytes = $2 WHERE sha256 = $1', [digest, Buffer.from('{"n":99}')])
  const refused = await failureOf(read())
  expect([refused.code, refused.status]).toEqual(['cas.integrity', 500])
  expect(await counted()).toBe(1)
})
