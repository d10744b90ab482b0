import type { RunEvent, Workflow } from '@aob/schemas'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { type EffectSink, startEffectSink } from './testing/effect-sink.ts'
import { closeAll, closeLater, gate } from './testing/engine-fixtures.ts'
import { type ProcessGroup, type ServerProcess, startProcessGroup } from './testing/server-process.ts'
import { endedRun, eventsOfRun, startRun } from './testing/server-requests.ts'
import { describeWith, REDIS } from './testing/services.ts'
import { waitUntil } from './testing/wait-until.ts'
import { httpNode, workflow } from './testing/workflows.ts'

const RUNS = 24
const LONG_MS = 120_000

async function group(env: Record<string, string> = {}): Promise<{ sink: EffectSink; processes: ProcessGroup }> {
  const sink = await startEffectSink()
  closeLater(sink)
  const processes = await startProcessGroup({ AOB_EGRESS_ALLOW: sink.hostPort, AOB_VARS: JSON.stringify({ sink: sink.url }), AOB_LEASE_MS: '1000', ...env })
  closeLater(processes)
  return { sink, processes }
}

const start = (server: ServerProcess, document: Workflow, inputs: Record<string, unknown> = {}) => startRun(server, { workflow: { ...document }, inputs })

const ended = (server: ServerProcess, runId: string) => endedRun(server, runId, LONG_MS / 2)

function expectGapless(events: readonly RunEvent[]): void {
  expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1))
}

describeWith(REDIS, 'processes on one Redis and one Postgres', () => {
  afterEach(closeAll)

  it(
    '[CO-06] [CO-08] two servers share the work; one killed in the middle, the other finishes every run, each effect once',
    async () => {
      const { sink, processes } = await group()
      const [doomed, other] = await Promise.all([processes.start('all'), processes.start('all')])
      const call = (id: string) => httpNode(id, `{{ vars.sink }}/{{ inputs.mark }}/${id}`, 'POST')
      const document = workflow('shared', ['a', 'b', 'c', 'd'].map(call), ['a>b', 'a>c', 'b>d', 'c>d'])
      const marks = Array.from({ length: RUNS }, (_, index) => `r${index}`)
      const runIds = await Promise.all(marks.map((mark, index) => start(index % 2 ? doomed : other, document, { mark })))
      await waitUntil('half of the work to be done', () => sink.received.length >= RUNS * 2, LONG_MS)
      await doomed.kill()
      for (const runId of runIds) {
        expect((await ended(other, runId)).run.status).toBe('COMPLETED')
        expectGapless(await eventsOfRun(other, runId))
      }
      for (const mark of marks) for (const id of ['a', 'b', 'c', 'd']) expect([mark, id, sink.effects(`/${mark}/${id}`)]).toEqual([mark, id, 1])
    },
    LONG_MS,
  )
})

describeWith(REDIS, 'executors that are lost', () => {
  let processes: ProcessGroup
  let sink: EffectSink
  let server: ServerProcess
  /** The one that is at work; each test loses it and starts the next. */
  let executor: ServerProcess
  beforeAll(async () => {
    ;({ sink, processes } = await group({ AOB_LIMIT_MAX_NODE_ATTEMPTS: '2' }))
    ;[server, executor] = await Promise.all([processes.start('api,coordinator'), processes.start('executor')])
  }, LONG_MS)
  afterAll(closeAll)

  it(
    '[D-22] killed after the effect and before its completion: the token is taken over under the same key, one effect',
    async () => {
      sink.on('/pay', async () => {
        await executor.kill()
        return { body: {} }
      })
      const runId = await start(server, workflow('paid once', [httpNode('pay', '{{ vars.sink }}/pay', 'POST')], []))
      await waitUntil('the effect', () => sink.effects('/pay') === 1, LONG_MS)
      executor = await processes.start('executor')
      expect((await ended(server, runId)).nodes.pay).toMatchObject({ status: 'succeeded', attempt: 2 })
      expect((await eventsOfRun(server, runId)).map(({ data }) => 'cause' in data && data.cause)).toContain('taken_over')
      expect([sink.received.length, sink.effects('/pay'), new Set(sink.received.map(({ key }) => key)).size]).toEqual([2, 1, 1])
    },
    LONG_MS,
  )

  it(
    '[D-34] paused beyond its lease: its late word is refused by fence',
    async () => {
      const paused = executor
      const answered = gate()
      let calls = 0
      sink.on('/slow', async () => {
        calls += 1
        if (calls > 1) return { body: {} }
        paused.freeze()
        await answered.opened
        // Told to the paused one as a failure, so that its word would show.
        return { status: 422 }
      })
      const runId = await start(server, workflow('fenced', [httpNode('slow', '{{ vars.sink }}/slow', 'POST')], []))
      await waitUntil('the first call', () => calls === 1, LONG_MS)
      executor = await processes.start('executor')
      answered.release()
      expect((await ended(server, runId)).nodes.slow).toMatchObject({ status: 'succeeded', attempt: 2 })
      const before = await eventsOfRun(server, runId)
      paused.thaw()
      await waitUntil('the late word to be refused', () => /completion ignored/.test(server.log() + paused.log()), LONG_MS)
      expect(await eventsOfRun(server, runId)).toEqual(before)
      await paused.kill()
    },
    LONG_MS,
  )

  it(
    '[D-34] a task that takes its workers down is parked with a visible reason',
    async () => {
      const before = sink.received.length
      sink.on('/poison', async () => {
        await executor.kill()
        return { status: 500 }
      })
      const runId = await start(server, workflow('poison', [httpNode('poison', '{{ vars.sink }}/poison', 'POST')], []))
      for (let lost = 1; lost <= 2; lost += 1) {
        await waitUntil(`worker ${lost} to be lost`, () => sink.received.length === before + lost, LONG_MS)
        executor = await processes.start('executor')
      }
      const { run, nodes } = await ended(server, runId)
      expect([run.status, run.error?.code, nodes.poison?.error?.code]).toEqual(['FAILED', 'node.poisoned', 'node.poisoned'])
      expect(sink.received).toHaveLength(before + 2)
    },
    LONG_MS,
  )
})
