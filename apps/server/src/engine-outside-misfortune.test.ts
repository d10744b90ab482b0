import { afterEach, expect, it } from 'vitest'
import { closeAll } from './testing/engine-fixtures.ts'
import type { TakenJob } from './testing/outside-runner.ts'
import { heard, hotOf, outside, outsideStage, startedBy, statusOf } from './testing/outside-stage.ts'
import { describeWith, REDIS } from './testing/services.ts'
import { waitUntil } from './testing/wait-until.ts'

describeWith(REDIS, 'agents whose work is done outside, under other limits and misfortune', () => {
  afterEach(closeAll)

  it('[QP-06] jobs that are out hold no slot: with one slot two nodes are out at a time', async () => {
    const on = await outsideStage({ AOB_AGENT_CONCURRENCY: '1' })
    const runIds = [await on.product.run(outside()), await on.product.run(outside())]
    const jobs = [await on.runner.take(), await on.runner.take()]
    expect(new Set(jobs.map(({ job }) => job.runId))).toEqual(new Set(runIds))
    for (const { say } of jobs) await say({ kind: 'completed', text: 'done' })
    for (const runId of runIds) expect((await on.product.ended(runId)).run.status).toBe('COMPLETED')
  })

  it('[QP-06] [C10] forged, stale, malformed, oversized and duplicate words change nothing to the byte and leave one line each', async () => {
    const on = await outsideStage({ AOB_LIMIT_MAX_AGENT_RESULT_BYTES: '2000', AOB_LIMIT_MAX_DEPTH: '20' })
    const runId = await on.product.run(outside())
    const { job, say } = await on.runner.take()
    await say({ kind: 'started' })
    await startedBy(on, runId)
    await heard(on)
    const before = await hotOf(on, runId)
    const done = { kind: 'completed' as const, text: 'mine' }
    const fields = (word: unknown) => on.runner.raw({ json: JSON.stringify(word) })
    const good = { jobId: job.jobId, token: job.token, ...done }
    const hostile: [string, () => Promise<void>][] = [
      ['forged', () => say(done, { token: 'guessed' })],
      ['stale_job', () => say(done, { jobId: job.jobId.replace('.1.', '.2.') })],
      ['stale_job', () => say(done, { jobId: job.jobId.replace('.think', '.save') })],
      ['unknown_run', () => say(done, { jobId: '0.1.think' })],
      ['malformed', () => on.runner.raw({ json: '{"kind":' })],
      ['malformed', () => on.runner.raw({ other: 'field' })],
      ['malformed', () => fields({ ...good, kind: 'approved' })],
      ['malformed', () => fields({ ...good, port: 'approve' })],
      ['malformed', () => fields({ ...good, usage: { calls: -1 } })],
      ['malformed', () => say(done, { jobId: '../../etc' })],
      ['oversized', () => fields({ ...good, text: 'x'.repeat(2000) })],
      ['oversized', () => fields({ ...good, data: JSON.parse('['.repeat(21) + ']'.repeat(21)) })],
    ]
    for (const [, send] of hostile) await send()
    await heard(on)
    expect(await hotOf(on, runId)).toBe(before)
    expect((await on.audited()).map(({ reason }) => reason).sort()).toEqual(hostile.map(([reason]) => reason).sort())
    const letters = await on.product.services.deadLetters.list(on.product.caller)
    expect(letters.map(({ reason }) => reason).sort()).toEqual(hostile.flatMap(([reason]) => (reason === 'stale_job' ? [] : [reason])).sort())
    expect(JSON.stringify(letters), 'a good token is nobody’s to read').not.toContain(job.token)
    const lines = hostile.length
    await say(done)
    const detail = await on.product.ended(runId)
    expect(await on.product.output(detail, 'think')).toMatchObject({ text: 'mine' })
    await say({ kind: 'completed', text: 'again' })
    await heard(on)
    expect((await on.audited()).slice(lines)).toMatchObject([{ reason: 'stale_job', word: 'completed', runId, attempt: 1 }])
    expect((await on.product.events(runId)).filter(({ type }) => type === 'node.completed')).toHaveLength(2)
  })

  it('[QP-06] [D-21] servers may come and go while a job is out', async () => {
    const on = await outsideStage()
    const runId = await on.product.run(outside())
    const { say } = await on.runner.take()
    await say({ kind: 'started' })
    await startedBy(on, runId)
    const product = await on.product.restart()
    await say({ kind: 'completed', text: 'after the restart' })
    expect(await product.output(await product.ended(runId), 'think')).toMatchObject({ text: 'after the restart' })
  })

  it('[QP-06] [D-21] a Redis that was emptied is told of the job again, under the next attempt', async () => {
    const on = await outsideStage()
    const runId = await on.product.run(outside())
    const first = await on.runner.take()
    await on.product.emptyHotStore()
    const second = await on.runner.take()
    expect([second.job.runId, second.job.attempt > first.job.attempt]).toEqual([runId, true])
    await first.say({ kind: 'completed', text: 'old' })
    await second.say({ kind: 'completed', text: 'new' })
    expect(await on.product.output(await on.product.ended(runId), 'think')).toMatchObject({ text: 'new' })
  })

  it('[QP-06] a job nobody begins in time fails its node by name', async () => {
    const on = await outsideStage({ AOB_LIMIT_MAX_AGENT_JOB_WAIT_MS: '1' })
    const runId = await on.product.run(outside())
    expect((await on.product.ended(runId)).nodes.think?.error?.code).toBe('agent.no_runner')
    await waitUntil('the job to be taken away', async () => (await on.runner.waiting()).length === 0)
  })

  it('[QP-06] [D-34] a runner that took a job or began it and is silent is taken for lost, as often as the limit allows', async () => {
    const on = await outsideStage({ AOB_LIMIT_MAX_AGENT_SILENCE_MS: '300', AOB_LIMIT_MAX_NODE_ATTEMPTS: '3' })
    const runId = await on.product.run(outside())
    const jobs = [await on.runner.take()]
    await jobs[0]?.say({ kind: 'started' })
    jobs.push(await on.runner.take(), await on.runner.take())
    expect(jobs.map(({ job }) => job.attempt)).toEqual([1, 2, 3])
    expect((await on.product.ended(runId)).nodes.think?.error).toMatchObject({ code: 'node.poisoned', message: expect.stringContaining('3 attempts') })
  })

  it('[QP-06] [D-25] what cannot be taken back is on record before it is handed out, and goes to a person instead of to another runner', async () => {
    const on = await outsideStage({ AOB_LIMIT_MAX_AGENT_SILENCE_MS: '300' })
    const runId = await on.product.run(outside({}, { irreversible: true }))
    const { say } = await on.runner.take()
    expect((await on.product.events(runId)).map(({ type }) => type)).toContain('node.started')
    await waitUntil('the node to be held', async () => (await statusOf(on, runId)) === 'held')
    await waitUntil('the job to be taken away', async () => (await on.runner.waiting()).length === 0)
    await say({ kind: 'completed', text: 'too late' })
    await heard(on)
    const { nodes } = await on.product.detail(runId)
    expect([nodes.think?.status, nodes.think?.attempt, nodes.think?.error?.code]).toEqual(['held', 1, 'node.interrupted'])
  })

  it('[QP-06] a job is as large as the limit and no byte larger', async () => {
    const sizes = await outsideStage({ AOB_LIMIT_MAX_AGENT_JOB_BYTES: '100000' })
    const probe = await sizes.product.run(outside({ tools: [] }))
    const { job } = await sizes.runner.take()
    const { token: _token, ...written } = job
    const room = 100_000 - Buffer.byteLength(JSON.stringify(written))
    expect(probe).toBe(job.runId)
    const fits = await sizes.product.run(outside({ tools: [] }), { lead: `Ada${'a'.repeat(room)}` })
    const taken: TakenJob = await sizes.runner.take()
    expect(taken.job.runId).toBe(fits)
    const over = await sizes.product.run(outside({ tools: [] }), { lead: `Ada${'a'.repeat(room + 1)}` })
    expect((await sizes.product.ended(over)).nodes.think?.error?.code).toBe('agent.job_too_large')
  })
})
