import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { closeAll, closeLater, failureOf } from './testing/engine-fixtures.ts'
import { heard, outside, outsideStage, type Stage, startedBy, statusOf } from './testing/outside-stage.ts'
import { describeWith, REDIS } from './testing/services.ts'
import { startTestProduct } from './testing/test-product.ts'
import { waitUntil } from './testing/wait-until.ts'
import { edgeOf, functionNode, workflow } from './testing/workflows.ts'

/** One product for all tests that need nothing special of it. */
let shared: Stage

describe('without Redis', () => {
  afterEach(closeAll)

  it('[QP-06] a workflow with a node for runners outside does not start, and says what to do', async () => {
    const product = await startTestProduct({ hot: 'memory' })
    closeLater(product)
    const refusal = await failureOf(product.run(outside()))
    expect(refusal).toMatchObject({ code: 'agent.no_queue', status: 422, retryable: false })
    const inBody = workflow('inner', [{ id: 'each', type: 'map', config: { items: '[1]', body: { nodes: outside().nodes, edges: outside().edges } } }], [])
    expect((await failureOf(product.run(inBody))).code).toBe('agent.no_queue')
  })

  it('[QP-06] a node for runners outside that a patch brings into a run fails by the same code', async () => {
    const product = await startTestProduct({ hot: 'memory' })
    closeLater(product)
    const later = workflow('later', [{ id: 'ask', type: 'hitl', config: { title: 'Go?' } }, functionNode('end', 'return 1')], ['ask:approve>end'])
    const runId = await product.run(later)
    const [question] = await waitUntil('the question', async () => {
      const list = await product.services.approvals.list(product.caller, { runId })
      return list.length > 0 && list
    })
    const [think] = outside().nodes
    await product.services.runs.patch(product.caller, runId, {
      operations: [
        { op: 'add', path: '/nodes/-', value: { ...think, config: { prompt: 'x', runner: 'default' } } },
        { op: 'add', path: '/edges/-', value: edgeOf('ask:approve>think') },
      ],
    })
    await product.services.approvals.decide(product.caller, question?.approvalId ?? '', { decision: 'approve', requestHash: question?.requestHash ?? '' })
    const { run, nodes } = await product.ended(runId)
    expect([run.status, nodes.think?.error?.code]).toEqual(['FAILED', 'agent.no_queue'])
  })
})

describeWith(REDIS, 'agents whose work is done outside', () => {
  beforeAll(async () => {
    shared = await outsideStage()
  })
  afterAll(closeAll)

  it('[QP-06] the job says all there is to know; started, heartbeat and answer complete the node like an agent here', async () => {
    const on = shared
    const runId = await on.product.run(outside({ system: 'Be brief.', model: 'm1', outputSchema: { type: 'object', required: ['score'] }, maxCalls: 3 }))
    const { job, say, acknowledge } = await on.runner.take()
    expect(job).toMatchObject({ version: 1, runId, nodeId: 'think', attempt: 1, workflow: 'outside', runner: 'default', maxCalls: 3, mayPropose: true })
    expect(job).toMatchObject({ prompt: 'Look at Ada.', system: 'Be brief.', model: 'm1', outputSchema: { required: ['score'] } })
    expect(job.context).toMatchObject({ inputs: { lead: 'Ada' }, workflow: { name: 'outside' }, nodePositions: { think: 0, save: 1 } })
    expect(await statusOf(on, runId), 'nobody has begun').toBe('queued')
    await say({ kind: 'started', runner: 'rack-7' })
    await startedBy(on, runId)
    await say({ kind: 'heartbeat' })
    await say({ kind: 'completed', text: '{"score": 7}', model: 'm1', usage: { inputTokens: 5, outputTokens: 2, calls: 1 } })
    await acknowledge()
    const detail = await on.product.ended(runId)
    expect(detail.run.status).toBe('COMPLETED')
    const output = { text: '{"score": 7}', data: { score: 7 }, model: 'm1', patches: [], usage: { inputTokens: 5, outputTokens: 2, calls: 1 } }
    expect(await on.product.output(detail, 'save')).toEqual(output)
    const events = (await on.product.events(runId)).filter(({ data }) => 'nodeId' in data && data.nodeId === 'think')
    expect(events.map(({ type }) => type)).toEqual(['node.queued', 'node.started', 'agent.called', 'node.completed'])
    expect(events[1]?.data).toMatchObject({ worker: 'rack-7', attempt: 1 })
  })

  it('[QP-06] each name is a stream of its own', async () => {
    const on = shared
    const runId = await on.product.run(outside({ runner: 'gpu-west' }))
    const { job, say } = await on.runner.take('gpu-west')
    expect([job.runner, await on.runner.waiting('default')]).toEqual(['gpu-west', []])
    await say({ kind: 'completed', data: [1] })
    expect(await on.product.output(await on.product.ended(runId), 'think')).toEqual({ text: '[1]', data: [1], patches: [] })
  })

  it('[QP-06] a transient failure is tried again by the policy of the node, a permanent one is not', async () => {
    const on = shared
    const runId = await on.product.run(outside({}, { retry: { maxAttempts: 2, baseMs: 1 } }))
    const first = await on.runner.take()
    await first.say({ kind: 'failed', error: { lasts: 'transient', message: 'too much at once', retryAfterMs: 1 } })
    const second = await on.runner.take()
    expect([second.job.attempt, second.job.idempotencyKey]).toEqual([2, first.job.idempotencyKey])
    await second.say({ kind: 'failed', error: { lasts: 'permanent', message: 'the model is gone' } })
    const { run, nodes } = await on.product.ended(runId)
    expect([run.status, nodes.think?.error]).toEqual(['FAILED', { code: 'agent.runner_failed', message: 'the model is gone', retryable: false }])
  })

  it('[QP-06] an answer that does not fit the output schema fails the node', async () => {
    const on = shared
    const runId = await on.product.run(outside({ outputSchema: { type: 'object', required: ['score'] } }))
    await (await on.runner.take()).say({ kind: 'completed', data: { points: 1 } })
    expect((await on.product.ended(runId)).nodes.think?.error?.code).toBe('agent.output_invalid')
  })

  it('[QP-06] a job published twice is the same job, and its second answer changes nothing', async () => {
    const on = shared
    const runId = await on.product.run(outside())
    const first = await on.runner.take()
    const { partition = 0 } = (await on.product.engine.runs.get(runId)) ?? {}
    const json = JSON.stringify(first.job)
    const handout = { runId, nodeId: 'think', attempt: '1', jobId: first.job.jobId, runner: 'default', json }
    await on.product.hotStore.queue.append(partition, 'handouts', handout)
    const second = await on.runner.take()
    expect(second.job).toEqual(first.job)
    await second.say({ kind: 'completed', text: 'second' })
    await first.say({ kind: 'completed', text: 'first' })
    const detail = await on.product.ended(runId)
    await heard(on)
    expect(await on.product.output(detail, 'think')).toMatchObject({ text: 'second' })
    expect(await waitUntil('the line about the other', async () => (await on.audited(runId)).length > 0 && on.audited(runId))).toHaveLength(1)
  })

  it('[QP-06] a run that is cancelled takes its job away; what its runner says then changes nothing', async () => {
    const on = shared
    const runId = await on.product.run(outside())
    const { say } = await on.runner.take()
    await say({ kind: 'started' })
    await startedBy(on, runId)
    await on.product.services.runs.cancel(on.product.caller, runId)
    await on.product.ended(runId)
    await waitUntil('the job to be taken away', async () => (await on.runner.waiting()).length === 0)
    const events = (await on.product.events(runId)).length
    await say({ kind: 'completed', text: 'too late' })
    await heard(on)
    expect([(await on.product.detail(runId)).run.status, (await on.product.events(runId)).length]).toEqual(['CANCELLED', events])
    expect(await on.audited(runId)).toMatchObject([{ reason: 'stale_job' }])
  })

  it('[QP-06] the time of a node counts from the word started on', async () => {
    const on = shared
    const runId = await on.product.run(outside({}, { timeoutMs: 50, retry: { maxAttempts: 1 } }))
    const { job, say } = await on.runner.take()
    expect(job.timeoutMs).toBe(50)
    await say({ kind: 'started' })
    expect((await on.product.ended(runId)).nodes.think?.error).toMatchObject({ code: 'node.timeout', retryable: true })
  })

  it('[QP-06] [R17] a paused run takes the job nobody has begun away, and gives it again when it is resumed', async () => {
    const on = shared
    const { services, caller } = on.product
    const runId = await on.product.run(outside())
    await waitUntil('the job to be there', async () => (await on.runner.waiting()).length === 1)
    await services.runs.pause(caller, runId)
    await waitUntil('the job to be taken away', async () => (await on.runner.waiting()).length === 0)
    await services.runs.resume(caller, runId)
    await (await on.runner.take()).say({ kind: 'completed', text: 'resumed' })
    expect((await on.product.ended(runId)).run.status).toBe('COMPLETED')
  })

  it('[QP-06] [D-31] patches of an answer go the way of every agent; one that is refused is kept for people', async () => {
    const on = shared
    const runId = await on.product.run(outside({}, {}, { settings: { review: { agent: 'auto' } } }))
    const { say } = await on.runner.take()
    const insert = [
      { op: 'add', path: '/nodes/-', value: { id: 'check', type: 'function', config: { code: 'return 1' }, position: { x: 300, y: 160 } } },
      { op: 'add', path: '/edges/-', value: edgeOf('think>check') },
    ]
    const patches = [
      { operations: [{ op: 'remove', path: '/nodes/0' }], rationale: 'away with me' },
      { operations: insert, rationale: 'a look at it first' },
    ]
    await say({ kind: 'completed', text: 'changed', model: 'm1', patches })
    const detail = await on.product.ended(runId)
    expect([detail.run.status, detail.nodes.check?.status]).toEqual(['COMPLETED', 'succeeded'])
    expect(await on.product.output(detail, 'think')).toMatchObject({ patches: [{ status: 'invalid' }, { status: 'applied' }] })
    const events = await on.product.events(runId)
    expect(events.find(({ type }) => type === 'patch.applied')?.actor).toMatchObject({ kind: 'agent', id: 'think', runId, nodeId: 'think', model: 'm1' })
  })

  it('[QP-06] a node that does not offer patch_workflow takes no patches, and shows no more than it offers', async () => {
    const on = shared
    const runId = await on.product.run(outside({ tools: [] }))
    const { job, say } = await on.runner.take()
    expect([job.mayPropose, job.context]).toEqual([false, undefined])
    await say({ kind: 'completed', text: 'x', patches: [{ operations: [{ op: 'remove', path: '/nodes/1' }] }] })
    expect((await on.product.ended(runId)).nodes.think?.error?.code).toBe('agent.output_invalid')
  })
})
