import { isTerminal } from '@aob/ir/run'
import { afterEach, expect, it } from 'vitest'
import { closeAll, sinkAndProduct } from './testing/engine-fixtures.ts'
import { hotStoresUnderTest } from './testing/test-product.ts'
import { waitUntil } from './testing/wait-until.ts'
import { workflow } from './testing/workflows.ts'

afterEach(closeAll)

/** `AOB_TEST_MAP_ITEMS=5000` plays a long list; what it came to is in bench/README.md. */
const ITEMS = Number(process.env.AOB_TEST_MAP_ITEMS ?? 100)
const CONCURRENCY = 16
/** Results of 64 items share a field. */
const SHEETS = Math.ceil(ITEMS / 64)
/** Scalars and the scope itself. */
const REST = 24
/** Events that may wait for the record before workers pause. */
const BACKLOG = 200
/** Of one item: its token, start and end, the activation and its settling. */
const EVENTS_OF_ITEM = 5

interface Most {
  fields: number
  bytes: number
  tokens: number
  completions: number
  events: number
}

it.runIf(hotStoresUnderTest().includes('redis'))(
  `[EX-03][ER-08] a map of ${ITEMS} items on Redis keeps hash and streams as small as what is under way`,
  async () => {
    const { product } = await sinkAndProduct('redis', {
      AOB_LIMIT_MAX_MAP_ITEMS: String(ITEMS),
      AOB_LIMIT_MAX_EVENT_BACKLOG: String(BACKLOG),
      AOB_PARTITIONS: '1',
    })
    const { queue, runState } = product.hotStore
    const judge = { id: 'odd', type: 'conditional', position: { x: 0, y: 0 }, config: { condition: 'item % 2 == 1' } }
    const map = {
      id: 'each',
      type: 'map',
      config: { items: 'inputs.list', concurrency: CONCURRENCY, output: '{{ item * 10 }}', body: { nodes: [judge], edges: [] } },
    }
    const list = Array.from({ length: ITEMS }, (_, at) => at)
    const began = performance.now()
    const runId = await product.run(workflow('thousands on Redis', [map], []), { list })
    const most: Most = { fields: 0, bytes: 0, tokens: 0, completions: 0, events: 0 }
    await waitUntil(
      'the run to end',
      async () => {
        const hot = await runState.load(runId, 0)
        const [tokens, completions, events] = await Promise.all(
          (['tasks:conditional:medium', 'completions', 'events'] as const).map((stream) => queue.depth(stream)),
        )
        const bytes = Object.entries(hot ?? {}).reduce((sum, [field, value]) => sum + field.length + value.length, 0)
        const seen: Most = { fields: Object.keys(hot ?? {}).length, bytes, tokens: tokens ?? 0, completions: completions ?? 0, events: events ?? 0 }
        for (const name of Object.keys(most) as (keyof Most)[]) most[name] = Math.max(most[name], seen[name])
        const row = await product.engine.runs.get(runId)
        return row !== undefined && isTerminal(row.status)
      },
      ITEMS * 200,
    )
    const detail = await product.detail(runId)
    const seconds = (performance.now() - began) / 1000
    if (process.env.AOB_TEST_MAP_ITEMS) console.log(JSON.stringify({ items: ITEMS, seconds: Math.round(seconds), ...most }))
    expect(detail.run.status).toBe('COMPLETED')
    expect(await product.output(detail, 'each')).toEqual(list.map((item) => item * 10))
    expect((await product.events(runId)).filter(({ type }) => type === 'scope.settled')).toHaveLength(ITEMS)
    expect(most.fields).toBeLessThanOrEqual(SHEETS + CONCURRENCY + REST)
    expect(most.tokens).toBeLessThanOrEqual(CONCURRENCY + 1)
    // A worker says that it begins and how it ended; whoever is behind with routing sees both.
    expect(most.completions).toBeLessThanOrEqual(2 * (CONCURRENCY + 1))
    // Entries, each a commit: what is under way when workers pause still comes to its end.
    expect(most.events).toBeLessThanOrEqual(BACKLOG + EVENTS_OF_ITEM * (CONCURRENCY + 1))
    await waitUntil('nothing to be left on the streams', async () => {
      const depths = await Promise.all(
        (['tasks:conditional:medium', 'tasks:map:medium', 'completions', 'events'] as const).map((stream) => queue.depth(stream)),
      )
      return depths.every((depth) => depth === 0)
    })
  },
  ITEMS * 400,
)
