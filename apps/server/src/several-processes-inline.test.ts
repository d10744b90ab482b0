import type { Workflow } from '@aob/schemas'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type EffectSink, startEffectSink } from './testing/effect-sink.ts'
import { closeAll, closeLater } from './testing/engine-fixtures.ts'
import { type ProcessGroup, type ServerProcess, startProcessGroup } from './testing/server-process.ts'
import { endedRun, eventsOfRun, startRun } from './testing/server-requests.ts'
import { describeWith, REDIS } from './testing/services.ts'
import { waitUntil } from './testing/wait-until.ts'
import { functionNode, httpNode, workflow } from './testing/workflows.ts'

const LONG_MS = 240_000
/** Runs whose segment may be done before the kill comes: a segment takes many times as long as the word of its beginning. */
const MOST_RUNS = 12
/** Neither time nor turn ends a chain here: only the kill does. */
const INLINE = { AOB_LEASE_MS: '1000', AOB_LIMIT_MAX_INLINE_NODES: '16', AOB_LIMIT_MAX_INLINE_MS: '3600000', AOB_LIMIT_MAX_FUSED_MS: '3600000' }

describeWith(REDIS, 'an executor killed while it goes on inline', () => {
  let processes: ProcessGroup
  let sink: EffectSink
  let server: ServerProcess
  let executor: ServerProcess

  beforeAll(async () => {
    sink = await startEffectSink()
    closeLater(sink)
    processes = await startProcessGroup({ AOB_EGRESS_ALLOW: sink.hostPort, AOB_VARS: JSON.stringify({ sink: sink.url }), ...INLINE })
    closeLater(processes)
    ;[server, executor] = await Promise.all([processes.start('api,coordinator'), processes.start('executor')])
  }, LONG_MS)
  afterAll(closeAll)

  const start = (document: Workflow, mode: 'full' | 'fast') => startRun(server, { workflow: { ...document }, inputs: {}, mode })
  const eventsOf = (runId: string) => eventsOfRun(server, runId)
  const completed = async (runId: string) => {
    const detail = await endedRun(server, runId, LONG_MS / 2)
    expect(detail.run.status).toBe('COMPLETED')
    return detail
  }

  it.each(['full', 'fast'] as const)(
    '[D-34] [D-22] in the second node of a chain (%s): that node runs again under its key, the first one does not',
    async (mode) => {
      let doomed = 0
      sink.on(`/${mode}/b`, async () => {
        doomed += 1
        if (doomed === 1) await executor.kill()
        return { body: {} }
      })
      const nodes = ['a', 'b', 'c'].map((id) => httpNode(id, `{{ vars.sink }}/${mode}/${id}`, 'POST'))
      const runId = await start(workflow('killed inline', nodes, ['a>b', 'b>c']), mode)
      await waitUntil('the second node to be at work', () => doomed === 1, LONG_MS)
      executor = await processes.start('executor')
      expect((await completed(runId)).nodes).toMatchObject({ a: { attempt: 1 }, b: { attempt: 2 }, c: { attempt: 1 } })
      expect(['a', 'b', 'c'].map((id) => sink.effects(`/${mode}/${id}`))).toEqual([1, 1, 1])
      expect(sink.received.filter(({ path }) => path === `/${mode}/a`)).toHaveLength(1)
      const events = await eventsOf(runId)
      expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1))
    },
    LONG_MS,
  )

  /** Of a run of one call and a line of pure nodes whose worker is killed once the record tells that the line is begun: how it went. */
  async function killedInLine(call: string, line: readonly string[]) {
    // Each well within what a function may take, all together long enough to be met at work.
    const slow = 'let sum = 0; for (let turn = 0; turn < 300000; turn++) sum += turn; return sum'
    const nodes = [httpNode('call', `{{ vars.sink }}${call}`, 'POST'), ...line.map((id) => functionNode(id, slow))]
    const edges = ['call', ...line].slice(0, -1).map((from, index) => `${from}>${line[index]}`)
    const runId = await start(workflow('killed in a segment', nodes, edges), 'full')
    const begun = async () => (await eventsOf(runId)).some(({ type, data }) => type === 'node.started' && data.nodeId === line[0])
    await waitUntil('the segment to begin', begun, LONG_MS)
    await executor.kill()
    executor = await processes.start('executor')
    const { nodes: ended } = await completed(runId)
    const told = (await eventsOf(runId)).flatMap(({ type, data }) =>
      type === 'node.completed' || (type === 'node.queued' && data.attempt > 1) ? [`${type} ${data.nodeId}`] : [],
    )
    return { told, attempts: line.map((id) => ended[id]?.attempt), effects: sink.effects(call) }
  }

  it(
    '[D-34] in a segment: nothing of it was on record, and all of it is computed again',
    async () => {
      const line = ['a', 'b', 'c', 'd', 'e', 'f', 'g']
      const completions = ['call', ...line].map((id) => `node.completed ${id}`)
      for (let run = 1; ; run += 1) {
        const { told, attempts, effects } = await killedInLine(`/call-${run}`, line)
        expect(effects).toBe(1)
        if (attempts[0] === 1 && run < MOST_RUNS) {
          // Done before the kill came: as if there had been none. The next one is met.
          expect(told).toEqual(completions)
          continue
        }
        expect(attempts).toEqual([2, 1, 1, 1, 1, 1, 1])
        expect(told).toEqual([...completions.slice(0, 1), 'node.queued a', ...completions.slice(1)])
        return
      }
    },
    LONG_MS,
  )
})
