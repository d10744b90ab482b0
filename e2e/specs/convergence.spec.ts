import { startCutOffServer } from '../convergence/cut-off-server.ts'
import { play } from '../convergence/play.ts'
import { bundleWriter } from '../convergence/writer-page.ts'
import { expect, test } from '../product/fixtures.ts'

/** The whole property, 20 seeds of 500 gestures each, is `npm run converge -- --long`; what of it has been run is in bench/results/convergence.json. */
test('[D-36] two people with three tabs, offline spells, reloads and a server that goes away all end with the draft the server has', async ({
  browser,
  product,
}) => {
  const script = await bundleWriter()
  const way = await startCutOffServer(product.port)
  const outcome = await play({ browser, productUrl: product.url, way, script, seed: 1, operations: 30 })
  await way.close()
  console.log(JSON.stringify(outcome))
  expect(outcome.faults).toEqual([])
  expect(outcome.taken).toBeGreaterThan(10)
})
