import { encodeState, evolveAll, isTerminal, type RunState } from '@aob/ir/run'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { closeAll, sinkAndProduct } from './testing/engine-fixtures.ts'
import type { TestProduct } from './testing/test-product.ts'
import { waitUntil } from './testing/wait-until.ts'
import { workflow } from './testing/workflows.ts'

const ITEMS = 2_000
const CONCURRENCY = 16
/** Results of 64 items share a field. */
const SHEETS = Math.ceil(ITEMS / 64)
/** Scalars, the scope itself, and fields of failures and agents, of which there are none. */
const REST = 24
/** Events between two looks at the state; of an item there are five. */
const SAMPLE_EVENTS = 37

describe('a map of thousands', () => {
  let product: TestProduct
  beforeAll(async () => {
    product = (await sinkAndProduct('memory', { AOB_LIMIT_MAX_MAP_ITEMS: String(ITEMS) })).product
  })
  afterAll(closeAll)

  // Every item reads the inputs, which hold the whole list: done anew each time, a map costs the square of its length.
  const judge = { id: 'odd', type: 'conditional', position: { x: 0, y: 0 }, config: { condition: 'item.at % inputs.modulus == 1' } }
  const map = {
    id: 'each',
    type: 'map',
    config: { items: 'inputs.list', concurrency: CONCURRENCY, output: '{{ item.at * 10 }}', body: { nodes: [judge], edges: [] } },
  }
  const list = Array.from({ length: ITEMS }, (_, at) => ({ at, text: `Line ${at} of an order. `.repeat(20) }))
  const ended = (runId: string) =>
    waitUntil(
      `run ${runId} to end`,
      async () => {
        const detail = await product.detail(runId)
        return isTerminal(detail.run.status) && detail
      },
      120_000,
    )

  it('[EX-03][SC4] gives every result in the order of the items, at its limit, and the hot state holds what is under way and no more', async () => {
    const detail = await ended(await product.run(workflow('thousands', [map], []), { list, modulus: 2 }))
    expect(detail.run.status).toBe('COMPLETED')
    expect(await product.output(detail, 'each')).toEqual(list.map(({ at }) => at * 10))
    expect(detail.nodes.each?.scope).toMatchObject({ count: ITEMS, settled: ITEMS, failed: 0, open: 0 })
    const events = await product.events(detail.run.runId)
    let state: RunState | undefined
    let most = 0
    for (let from = 0; from < events.length; from += SAMPLE_EVENTS) {
      state = evolveAll(state, events.slice(from, from + SAMPLE_EVENTS))
      most = Math.max(most, Object.keys(state ? encodeState(state) : {}).length)
    }
    expect(most).toBeGreaterThan(SHEETS)
    expect(most).toBeLessThanOrEqual(SHEETS + CONCURRENCY + REST)
    expect(state?.results).toEqual({})
  }, 180_000)

  it('[EX-03] of one item more than the limit none begins: limit.items', async () => {
    const detail = await ended(await product.run(workflow('one too many', [map], []), { list: [...list, { at: ITEMS, text: '' }], modulus: 2 }))
    expect(detail.run).toMatchObject({ status: 'FAILED', error: { code: 'limit.items', message: expect.stringContaining('2001') } })
    expect((await product.events(detail.run.runId)).filter(({ type }) => type.startsWith('scope.'))).toEqual([])
  }, 60_000)
})
