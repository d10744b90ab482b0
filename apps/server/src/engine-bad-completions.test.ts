import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { startEffectSink } from './testing/effect-sink.ts'
import { closeAll, closeLater, gate } from './testing/engine-fixtures.ts'
import { hotStoresUnderTest, startTestProduct, type TestProduct } from './testing/test-product.ts'
import { waitUntil } from './testing/wait-until.ts'
import { functionNode, httpNode, workflow } from './testing/workflows.ts'

afterEach(closeAll)

const REF = `cas://sha256:${'0'.repeat(64)}`
const SUCCESS = { kind: 'succeeded', port: 'out', outputRef: REF }
const NOBODY = '019a0000-0000-7000-8000-00000000dead'
const word = (nodeId: unknown, attempt: unknown, outcome: unknown) => JSON.stringify({ nodeId, attempt, outcome })

/** Whose entry `fetch` is carried out under: its own, or the one of the node before it, whose worker went on inline. */
const TAKES = [
  { maxInlineNodes: '1', entry: 'tasks:http:medium' },
  { maxInlineNodes: '16', entry: 'tasks:function:medium' },
] as const
type Take = (typeof TAKES)[number]
/** Every node by a token and every answer by the stream: that is where messages come from. */
const BY_TOKEN = TAKES[0]

/** A run of which `first` has succeeded, `fetch` is under way until the gate opens and `after` is yet to come; and its log lines. */
async function runUnderWay(hot: 'redis' | 'memory', take: Take = BY_TOKEN) {
  const folder = mkdtempSync(path.join(tmpdir(), 'aob-audit-'))
  closeLater({ close: async () => rmSync(folder, { recursive: true }) })
  const logFile = path.join(folder, 'log')
  const sink = await startEffectSink()
  closeLater(sink)
  const inline = { AOB_LIMIT_MAX_INLINE_NODES: take.maxInlineNodes, AOB_LIMIT_MAX_INLINE_MS: '3600000' }
  const env = { AOB_EGRESS_ALLOW: sink.hostPort, AOB_VARS: JSON.stringify({ sink: sink.url }), ...inline }
  const product = await startTestProduct({ hot, env, logFile })
  closeLater(product)
  const fetching = gate()
  sink.on('/fetch', () => fetching.opened.then(() => ({ body: {} })))
  const document = workflow(
    'under way',
    [functionNode('first', 'return 1'), httpNode('fetch', '{{ vars.sink }}/fetch'), functionNode('after', 'return 1')],
    ['first>fetch', 'fetch>after'],
  )
  const runId = await product.run(document)
  await waitUntil('fetch to be under way', async () => (await product.detail(runId)).nodes.fetch?.status === 'running')
  const partition = (await product.engine.runs.get(runId))?.partition ?? 0
  await quiet(product, take)
  return { product, runId, partition, fetching, audit: () => auditLines(logFile) }
}

/** Nothing is on its way any more, but for the entry `fetch` is carried out under. */
async function quiet({ hotStore: { queue } }: TestProduct, inHand?: Take): Promise<void> {
  for (const stream of ['completions', 'events', 'tasks:function:medium', 'tasks:http:medium'] as const)
    await waitUntil(`nothing new on ${stream}`, async () => (await queue.depth(stream)) === Number(stream === inHand?.entry))
}

function auditLines(file: string): { msg: string; reason?: string; runId?: string }[] {
  const lines = readFileSync(file, 'utf8').split('\n').filter(Boolean)
  return lines.map((line) => JSON.parse(line) as { msg: string; audit?: boolean }).filter(({ audit }) => audit === true)
}

describe.each(hotStoresUnderTest())('messages that are not what they should be, on the %s hot store', (hot) => {
  it.each(TAKES)('[CO-12] change nothing of the run, to the byte, and leave one audit line each: $maxInlineNodes nodes on one token', async (take) => {
    const { product, runId, partition, fetching, audit } = await runUnderWay(hot, take)
    const { queue, runState } = product.hotStore
    // A store gives a run's fields in any order.
    const fields = async () => Object.entries((await runState.load(runId, partition)) ?? {}).sort()
    const everything = async () => JSON.stringify([await fields(), await product.events(runId), await product.detail(runId)])
    const cases: [what: string, stream: 'completions' | 'tasks:http:medium', fields: Record<string, string>, msg: string, reason: string][] = [
      ['duplicate', 'completions', { runId, json: word('first', 1, SUCCESS) }, 'completion ignored', 'stale_attempt'],
      ['of an attempt that is yet to come', 'completions', { runId, json: word('fetch', 7, SUCCESS) }, 'completion ignored', 'stale_attempt'],
      ['of an attempt before the first', 'completions', { runId, json: word('fetch', 0, SUCCESS) }, 'completion ignored', 'stale_attempt'],
      ['reordered: begun again', 'completions', { runId, json: word('fetch', 1, { kind: 'started' }) }, 'completion ignored', 'stale_attempt'],
      ['of a node not reached', 'completions', { runId, json: word('after', 1, SUCCESS) }, 'completion ignored', 'stale_attempt'],
      ['of a node that is not there', 'completions', { runId, json: word('nowhere', 1, SUCCESS) }, 'completion ignored', 'unknown_node'],
      ['of a member every object has', 'completions', { runId, json: word('constructor', 1, SUCCESS) }, 'completion ignored', 'unknown_node'],
      ['of a body that is none', 'completions', { runId, json: word('fetch', 1, { kind: 'opened', count: 3 }) }, 'completion ignored', 'unknown_node'],
      ['no JSON', 'completions', { runId, json: '{' }, 'completion set aside', 'malformed'],
      ['no body', 'completions', { runId }, 'completion set aside', 'malformed'],
      ['no run', 'completions', { json: word('fetch', 1, SUCCESS) }, 'completion set aside', 'malformed'],
      ['no run a store can be asked for', 'completions', { runId: 'a\u0000b', json: word('fetch', 1, SUCCESS) }, 'completion set aside', 'malformed'],
      ['no attempt', 'completions', { runId, json: word('fetch', 'one', SUCCESS) }, 'completion set aside', 'malformed'],
      // The right attempt of a node at work: only the shape is wrong.
      ['a node smuggled in', 'completions', { runId, json: word('fetch', 1, { ...SUCCESS, nodeId: 'after' }) }, 'completion set aside', 'malformed'],
      ['a size in words', 'completions', { runId, json: word('fetch', 1, { ...SUCCESS, outputBytes: 'big' }) }, 'completion set aside', 'malformed'],
      ['an output with U+0000', 'completions', { runId, json: word('fetch', 1, { ...SUCCESS, outputRef: '\u0000' }) }, 'completion set aside', 'malformed'],
      ['an error that is a list', 'completions', { runId, json: word('fetch', 1, { kind: 'failed', error: [] }) }, 'completion set aside', 'malformed'],
      ['of an unknown run', 'completions', { runId: NOBODY, json: word('fetch', 1, SUCCESS) }, 'completion set aside', 'unknown_run'],
      ['a token of an unknown run', 'tasks:http:medium', { runId: NOBODY, nodeId: 'fetch', attempt: '1' }, 'token set aside', 'unknown_run'],
      ['a token without an attempt', 'tasks:http:medium', { runId, nodeId: 'fetch', attempt: 'one' }, 'token set aside', 'malformed'],
      ['a token of no run', 'tasks:http:medium', { runId: 'a\u0000b', nodeId: 'fetch', attempt: '1' }, 'token set aside', 'malformed'],
    ]
    const before = await everything()
    const dead = async () => product.hotStore.queue.depth('dead')
    for (const [what, stream, fields, msg, reason] of cases) {
      const [lines, letters] = [audit().length, await dead()]
      await queue.append(partition, stream, fields)
      await quiet(product, take)
      const kept = msg.endsWith('set aside') ? 1 : 0
      expect([what, audit().slice(lines), (await dead()) - letters]).toEqual([what, [expect.objectContaining({ msg, reason })], kept])
      expect([what, await everything()]).toEqual([what, before])
    }
    fetching.release()
    expect((await product.ended(runId)).run.status).toBe('COMPLETED')
    expect((await product.events(runId)).filter(({ type }) => type === 'node.completed')).toHaveLength(3)
  })

  it('[CO-12] a late completion of a run that is over, hot or gone, leaves one audit line and no dead letter', async () => {
    const { product, runId, partition, fetching, audit } = await runUnderWay(hot)
    fetching.release()
    await product.ended(runId)
    await quiet(product)
    const recorded = [await product.events(runId), await product.detail(runId)]
    for (const hotState of ['there', 'gone']) {
      if (hotState === 'gone') await product.hotStore.runState.commit([{ runId, partition, checks: [], steps: [{ kind: 'drop' }] }])
      const lines = audit().length
      await product.hotStore.queue.append(partition, 'completions', { runId, json: word('fetch', 1, SUCCESS) })
      await quiet(product)
      expect([hotState, audit().slice(lines)]).toEqual([hotState, [expect.objectContaining({ msg: 'completion ignored', reason: 'terminal', runId })]])
    }
    expect(await product.hotStore.queue.depth('dead')).toBe(0)
    // By value: a state that comes from a snapshot has its nodes in another order than one folded from the events.
    expect([await product.events(runId), await product.detail(runId)]).toEqual(recorded)
  })

  it('[D-25] an event the log cannot hold keeps no other run from its record', async () => {
    const { product, runId, partition, fetching, audit } = await runUnderWay(hot)
    const seq = ((await product.events(runId)).at(-1)?.seq ?? 0) + 1
    const data = { patchId: 'p', artifactId: 'a', irRef: REF, irVersion: 2 ** 40, edges: {} }
    const forged = { runId, seq, at: 1, type: 'patch.applied', data }
    await product.hotStore.queue.append(partition, 'events', { runId, json: JSON.stringify([forged]) })
    const other = await product.run(workflow('another', [functionNode('only', 'return 1')], []))
    expect((await product.ended(other)).run.status).toBe('COMPLETED')
    await waitUntil('the forgery to be told of', () => audit().some(({ reason }) => reason === 'unstorable'))
    fetching.release()
    expect((await product.ended(runId)).run.status).toBe('COMPLETED')
  })
})
