import type { RunDetail, RunEvent } from '@aob/schemas'
import { Redis } from 'ioredis'
import { afterEach, expect, it } from 'vitest'
import { type EffectSink, startEffectSink } from './testing/effect-sink.ts'
import { closeAll, closeLater, gate } from './testing/engine-fixtures.ts'
import { type RunnerProcess, startReferenceRunner } from './testing/outside-runner.ts'
import { describeWith, freshPrefix, REDIS } from './testing/services.ts'
import { startTestProduct, type TestProduct } from './testing/test-product.ts'
import { waitUntil } from './testing/wait-until.ts'
import { functionNode, workflow } from './testing/workflows.ts'

const LONG_MS = 120_000
const thinks = workflow(
  'thinks outside',
  [
    { id: 'think', type: 'agent', config: { prompt: 'How much is {{ inputs.sum }}?', runner: 'default', tools: [] } },
    functionNode('save', 'return input.nodes.think.text'),
  ],
  ['think>save'],
  { inputs: { type: 'object', properties: { sum: { type: 'string', default: '1 + 1' } } } },
)

interface Stage {
  product: TestProduct
  /** The model, of which only runners know. */
  model: EffectSink
  runner(name: string): Promise<RunnerProcess>
}

async function stage(env: Record<string, string> = {}): Promise<Stage> {
  const [prefix, model] = [freshPrefix(), await startEffectSink()]
  closeLater(model)
  const product = await startTestProduct({ hot: 'redis', env: { AOB_REDIS_PREFIX: prefix, ...env } })
  closeLater(product)
  return {
    product,
    model,
    async runner(name) {
      const queue = { QUEUE_URL: await runnersUrl(prefix), QUEUE_PREFIX: prefix }
      const runner = await startReferenceRunner({ ...queue, RUNNER_NAME: name, LLM_BASE_URL: model.url, LLM_MODEL: 'abacus' })
      closeLater({ close: runner.kill })
      return runner
    },
  }
}

/** The queue as docs/runs.md tells to give it to runners: by a user who may touch the two streams and nothing else. */
async function runnersUrl(prefix: string): Promise<string> {
  const { AOB_TEST_REDIS_URL: server = '' } = process.env
  const [user, redis] = [`runner-${prefix.replace(/\W/g, '')}`, new Redis(server)]
  closeLater({
    async close() {
      await redis.acl('DELUSER', user)
      redis.disconnect()
    },
  })
  const rights = ['resetchannels', '-@all', '+ping', '+info', `~${prefix}agent.jobs*`, '+xgroup', '+xreadgroup', '+xack', '+xdel']
  await redis.acl('SETUSER', user, 'on', '>secret', ...rights, `(+xadd ~${prefix}agent.results)`)
  const url = new URL(server)
  url.username = user
  url.password = 'secret'
  return url.href
}

const said = (content: string) => ({ body: { model: 'abacus', choices: [{ message: { content } }], usage: { prompt_tokens: 9, completion_tokens: 1 } } })

/** What the run came to, and the words its log has of the node. */
async function outcome({ product }: Stage, runId: string): Promise<{ detail: RunDetail; events: RunEvent[]; saved: unknown }> {
  const detail = await product.ended(runId)
  const events = (await product.events(runId)).filter(({ data }) => 'nodeId' in data && data.nodeId === 'think')
  return { detail, events, saved: await product.output(detail, 'save') }
}

const ofType = (events: readonly RunEvent[], type: RunEvent['type']) => events.filter((event) => event.type === type)

describeWith(REDIS, 'runners outside, in processes of their own', () => {
  afterEach(closeAll)

  it(
    '[QP-06] [AG-19] a runner that only knows the queue and the two streams completes an agent node; refused for a moment it is asked again',
    async () => {
      const on = await stage()
      on.model.on('/chat/completions', (_, count) => (count === 1 ? { status: 429, headers: { 'retry-after': '1' }, body: { error: 'slow down' } } : said('2')))
      const runner = await on.runner('rack-1')
      const runId = await on.product.run(thinks)
      const { detail, events, saved } = await outcome(on, runId)
      expect([detail.run.status, saved, detail.nodes.think?.attempt]).toEqual(['COMPLETED', '2', 2])
      expect(ofType(events, 'node.retrying')[0]?.data).toMatchObject({ error: { code: 'agent.runner_failed', retryable: true, retryAfterMs: 1000 } })
      expect(ofType(events, 'node.started').map(({ data }) => 'worker' in data && data.worker)).toEqual(['rack-1', 'rack-1'])
      expect(detail.nodes.think?.usage).toEqual({ inputTokens: 9, outputTokens: 1, calls: 1 })
      await runner.stop()
      expect(runner.log()).toContain('stopping')
      const asRunner = new Redis(await runnersUrl(freshPrefix()))
      closeLater({ close: async () => asRunner.disconnect() })
      for (const deed of [
        () => asRunner.xadd('agent.jobs', '*', 'json', '{}'),
        () => asRunner.xadd('{p0}:completions', '*', 'json', '{}'),
        () => asRunner.keys('*'),
      ])
        await expect(deed()).rejects.toThrow('NOPERM')
    },
    LONG_MS,
  )

  it(
    '[QP-06] [D-34] killed in the middle of its work, another one takes it over and the run finishes once',
    async () => {
      // A machine may be slow enough for a living runner to be taken for dead: that costs an attempt and never the run.
      const on = await stage({ AOB_LIMIT_MAX_AGENT_SILENCE_MS: '2000', AOB_LIMIT_MAX_NODE_ATTEMPTS: '1000' })
      const held = gate()
      closeLater({ close: async () => held.release() })
      on.model.on('/chat/completions', async (_, count) => {
        if (count === 1) await held.opened
        return said(count === 1 ? 'of the dead' : '2')
      })
      const doomed = await on.runner('doomed')
      const runId = await on.product.run(thinks)
      await waitUntil('the model to be asked', () => on.model.received.length === 1)
      await doomed.kill()
      await on.runner('heir')
      const { detail, events, saved } = await outcome(on, runId)
      expect([detail.run.status, saved]).toEqual(['COMPLETED', '2'])
      expect(ofType(events, 'node.completed')).toHaveLength(1)
      expect(ofType(events, 'node.queued').map(({ data }) => 'cause' in data && data.cause)).toContain('taken_over')
      expect(await on.product.query('select count(*)::int as n from event_log where run_id = $1 and type = $2', [runId, 'run.completed'])).toEqual([{ n: 1 }])
    },
    LONG_MS,
  )

  it(
    '[QP-06] [D-21] a server that is stopped while a runner works hears the answer when it is back',
    async () => {
      const on = await stage()
      const held = gate()
      closeLater({ close: async () => held.release() })
      on.model.on('/chat/completions', async () => {
        await held.opened
        return said('2')
      })
      const runner = await on.runner('patient')
      const runId = await on.product.run(thinks)
      await waitUntil('the model to be asked', () => on.model.received.length === 1)
      const restarted = on.product.restart()
      held.release()
      await waitUntil('the runner to have answered', () => runner.log().includes('completed'))
      const { detail, saved } = await outcome({ ...on, product: await restarted }, runId)
      expect([detail.run.status, saved, detail.nodes.think?.attempt]).toEqual(['COMPLETED', '2', 1])
      expect(on.model.received).toHaveLength(1)
    },
    LONG_MS,
  )
})
