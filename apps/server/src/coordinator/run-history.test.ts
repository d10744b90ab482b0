import { foldEvents } from '@aob/ir/run'
import { describe, expect, it } from 'vitest'
import { functionNode, workflow } from '../testing/workflows.ts'
import { runBench } from './testing/run-bench.ts'

const CHAIN = workflow('chain', [functionNode('a', 'return 1'), functionNode('b', 'return 2'), functionNode('c', 'return 3')], ['a>b', 'b>c'])

/** A run that has ended, all of it in the record. */
async function endedRun() {
  const bench = await runBench(CHAIN)
  await bench.start()
  for (const nodeId of ['a', 'b', 'c']) {
    const say = (outcome: { kind: 'started' } | { kind: 'succeeded'; port: string; outputRef: string }) =>
      bench.commander.apply(bench.runId, { kind: 'signal', nodeId, attempt: 1, outcome }, { partition: 0 })
    await say({ kind: 'started' })
    await say({ kind: 'succeeded', port: 'out', outputRef: `cas://${nodeId}` })
  }
  await bench.drain()
  return bench
}

describe('the state a record leads to', () => {
  it('[ES-05] [VC-04] is the same from every snapshot on as from the first event on, for every event', async () => {
    const { history, logged, runId, log } = await endedRun()
    const reads: number[] = []
    const read = log.read
    log.read = async (id, after, limit) => {
      reads.push(after)
      return read(id, after, limit)
    }
    for (let k = 1; k <= logged.length; k += 1) {
      const folded = foldEvents(logged.slice(0, k))
      expect(await history.read(runId, k)).toEqual({ state: folded, last: logged[k - 1] })
      await history.snapshot(runId, k)
      reads.length = 0
      expect(await history.read(runId, k)).toEqual({ state: folded, last: logged[k - 1] })
      expect(reads, 'the fold begins at the snapshot').toEqual([k - 1])
      expect((await history.read(runId))?.state).toEqual(foldEvents(logged))
    }
  })

  it('is told by the last snapshot alone once the events are purged', async () => {
    const { history, logged, runId } = await endedRun()
    const state = foldEvents(logged)
    await history.snapshot(runId, logged.length)
    logged.length = 0
    expect(await history.read(runId)).toEqual({ state })
  })

  it('is kept every so many events, and no earlier', async () => {
    const { history, logged } = await endedRun()
    const [first] = logged
    if (!first) throw new Error('no events')
    const upTo = (from: number, to: number) => history.dueAfter(Array.from({ length: to - from + 1 }, (_, index) => ({ ...first, seq: from + index })))
    expect([upTo(1, 999), upTo(1, 1000), upTo(1000, 1500), upTo(1001, 1999), upTo(1500, 3200)]).toEqual([undefined, 1000, 1000, undefined, 3000])
  })

  it('no snapshot is taken of what the log does not have', async () => {
    const { history, snapshots, logged, runId } = await endedRun()
    await history.snapshot(runId, logged.length + 1)
    expect(await snapshots.latest(runId)).toBeUndefined()
  })
})
