import type { Workflow } from '@aob/schemas'
import { afterEach, expect, it } from 'vitest'
import { startEffectSink } from './testing/effect-sink.ts'
import { closeAll, closeLater } from './testing/engine-fixtures.ts'
import { type ServerProcess, startProcessGroup } from './testing/server-process.ts'
import { endedRun, eventsOfRun, startRun } from './testing/server-requests.ts'
import { describeWith, freshPrefix, KAFKA } from './testing/services.ts'
import { waitUntil } from './testing/wait-until.ts'
import { httpNode, workflow } from './testing/workflows.ts'

const RUNS = 24
const LONG_MS = 240_000

const start = (server: ServerProcess, document: Workflow, mark: string) => startRun(server, { workflow: { ...document }, inputs: { mark } })

const ended = (server: ServerProcess, runId: string) => endedRun(server, runId, LONG_MS / 2)

describeWith(KAFKA, 'processes on one Kafka and one Postgres', (brokers) => {
  afterEach(closeAll)

  it(
    '[CO-08] two servers share the work; one killed in the middle, the other finishes every run, each effect once',
    async () => {
      const sink = await startEffectSink()
      closeLater(sink)
      const processes = await startProcessGroup({
        AOB_HOT_STORE: 'kafka',
        AOB_KAFKA_BROKERS: brokers,
        AOB_KAFKA_PREFIX: freshPrefix().replace(':', '.'),
        AOB_EGRESS_ALLOW: sink.hostPort,
        AOB_VARS: JSON.stringify({ sink: sink.url }),
        AOB_LEASE_MS: '1000',
      })
      closeLater(processes)
      const [doomed, other] = [await processes.start('all'), await processes.start('all')]
      const call = (id: string) => httpNode(id, `{{ vars.sink }}/{{ inputs.mark }}/${id}`, 'POST')
      const document = workflow('shared', ['a', 'b', 'c', 'd'].map(call), ['a>b', 'a>c', 'b>d', 'c>d'])
      const marks = Array.from({ length: RUNS }, (_, index) => `r${index}`)
      const runIds = await Promise.all(marks.map((mark, index) => start(index % 2 ? doomed : other, document, mark)))
      await waitUntil('half of the work to be done', () => sink.received.length >= RUNS * 2, LONG_MS)
      await doomed.kill()
      for (const runId of runIds) {
        expect((await ended(other, runId)).run.status).toBe('COMPLETED')
        const events = await eventsOfRun(other, runId)
        expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1))
      }
      for (const mark of marks) for (const id of ['a', 'b', 'c', 'd']) expect([mark, id, sink.effects(`/${mark}/${id}`)]).toEqual([mark, id, 1])
    },
    LONG_MS,
  )
})
