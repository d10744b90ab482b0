import fc from 'fast-check'
import { expect, test } from 'vitest'
import { RandomRun } from '../testing/random-run.ts'
import { isTerminal } from './index.ts'

const FINISHED = ['succeeded', 'failed', 'skipped', 'not_taken']

/** What must hold for any run that came to its end. */
function checkEnd({ driver }: RandomRun): void {
  const { state, ir, events } = driver
  expect(isTerminal(state.status)).toBe(true)
  expect(state.counter).toBe(0)
  const settled = events.filter(({ type }) => ['node.completed', 'node.failed', 'node.skipped', 'node.not_taken'].includes(type))
  const ids = settled.map(({ data }) => ('nodeId' in data ? data.nodeId : undefined))
  expect(new Set(ids).size, 'a node is settled at most once').toBe(ids.length)
  const activations = events.filter((event) => event.type === 'node.queued' && (event.data.cause === 'ready' || event.data.cause === 'patched'))
  const withdrawn = events.filter(({ type }) => type === 'node.withdrawn')
  const fresh = new Set(activations.map((event) => ('nodeId' in event.data ? event.data.nodeId : undefined)))
  expect(activations.length - fresh.size, 'a node is activated once, and once more per withdrawal').toBeLessThanOrEqual(withdrawn.length)
  if (state.status !== 'COMPLETED') return
  for (const id of Object.keys(ir.nodes)) expect(FINISHED, `node ${id}`).toContain(driver.status(id))
  for (const id of Object.keys(ir.edges)) expect(['taken', 'not_taken'], `edge ${id}`).toContain(state.edges.get(id))
}

test('[S1][S2][S3][S4][R1] every random run ends, each node settles at most once, counter and fold hold at every step', () => {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const run = new RandomRun(seed)
      run.finish(false)
      checkEnd(run)
    }),
    { numRuns: 250 },
  )
}, 60_000)

test('[D-30][L1][L2][L3][L4] random patches at random points never lose a token nor stop a run', () => {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const run = new RandomRun(seed)
      run.finish(true)
      checkEnd(run)
    }),
    { numRuns: 250 },
  )
}, 60_000)
