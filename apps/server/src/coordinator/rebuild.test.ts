import { describe, expect, it, vi } from 'vitest'
import { functionNode, httpNode, workflow } from '../testing/workflows.ts'
import { runBench } from './testing/run-bench.ts'

const TWO = workflow('two', [functionNode('first', 'return 1'), functionNode('second', 'return 2')], [])
const started = (nodeId: string) => ({ kind: 'signal' as const, nodeId, attempt: 1, outcome: { kind: 'started' as const } })

describe('rebuilding hot state', () => {
  it('[D-25] a run that moves on and is drained between the two reads is left alone', async () => {
    const bench = await runBench(TWO)
    await bench.start()
    await bench.drain()
    let moved = false
    const moveOn = async () => {
      if (moved) return
      moved = true
      await bench.commander.apply(bench.runId, started('first'), { partition: 0 })
      await bench.drain()
    }
    // Whichever of the two is read first, the run moves on before the other is.
    const { load } = bench.hot.runState
    vi.spyOn(bench.hot.runState, 'load').mockImplementationOnce(async (...where) => {
      const fields = await load.apply(bench.hot.runState, where)
      await moveOn()
      return fields
    })
    const { lastSeq } = bench.log
    vi.spyOn(bench.log, 'lastSeq').mockImplementationOnce(async (runId) => {
      const seq = await lastSeq(runId)
      await moveOn()
      return seq
    })
    expect(await bench.rebuilder.ensure(bench.row)).toBe(true)
    expect((await bench.load())?.nodes.toRecord()).toMatchObject({ first: { status: 'running', attempt: 1 }, second: { attempt: 1 } })
  })

  it('[D-21] a crash while hot state is rebuilt leaves no live node without a token', async () => {
    const bench = await runBench(TWO)
    await bench.start()
    await bench.drain()
    await bench.hot.runState.commit([{ runId: bench.runId, partition: 0, checks: [], steps: [{ kind: 'drop' }] }])
    const commit = bench.hot.runState.commit.bind(bench.hot.runState)
    let commits = 0
    vi.spyOn(bench.hot.runState, 'commit').mockImplementation(async (plans) => {
      commits += 1
      if (commits > 1) throw new Error('the process died here')
      return commit(plans)
    })
    await bench.rebuilder.ensure(bench.row).catch((error: Error) => expect(error.message).toBe('the process died here'))
    vi.restoreAllMocks()
    expect(await bench.rebuilder.ensure(bench.row)).toBe(true)
    const state = await bench.load()
    const tokens = await bench.hot.queue.read({ streams: ['tasks:function:medium'], group: 'g', consumer: 'c', count: 100, blockMs: 0 })
    for (const id of ['first', 'second']) {
      expect(tokens.filter(({ fields }) => fields.nodeId === id && fields.attempt === String(state?.nodes.get(id)?.attempt))).toHaveLength(1)
    }
  })

  it('[D-34] a decision made before a rebuild is not committed after it, though the revision is the same again', async () => {
    const bench = await runBench(TWO)
    await bench.start()
    await bench.drain()
    const { load } = bench.hot.runState
    let before: Record<string, string> | undefined
    vi.spyOn(bench.hot.runState, 'load').mockImplementationOnce(async (...where) => {
      before = await load.apply(bench.hot.runState, where)
      await bench.hot.runState.commit([{ runId: bench.runId, partition: 0, checks: [], steps: [{ kind: 'drop' }] }])
      await bench.rebuilder.ensure(bench.row)
      return before
    })
    await bench.commander.apply(bench.runId, started('first'), { partition: 0 })
    const after = await load.call(bench.hot.runState, bench.runId, 0)
    expect([before?.rev, before?.epoch === after?.epoch]).toEqual(['1', false])
    // The rebuild gave both nodes their next attempt; the stale word about the first attempt changed nothing.
    expect((await bench.load())?.nodes.toRecord()).toMatchObject({ first: { status: 'queued', attempt: 2 }, second: { status: 'queued', attempt: 2 } })
  })

  it('[D-34] a decision made before the hot store lost its last moments is not committed after them, though the revision is the same again', async () => {
    const bench = await runBench(TWO)
    await bench.start()
    const { runState, data } = bench.hot
    const earlier = new Map(data.run(bench.runId)?.fields)
    await bench.commander.apply(bench.runId, started('first'), { partition: 0 })
    const commit = runState.commit.bind(runState)
    const revisions: (string | undefined)[] = []
    vi.spyOn(runState, 'commit').mockImplementationOnce(async (plans) => {
      revisions.push(data.run(bench.runId)?.fields.get('rev'))
      data.putRun(bench.runId, { fields: new Map(earlier) })
      // Another decision that leaves the run where it is: the number moves on, the events do not.
      await commit([{ runId: bench.runId, partition: 0, checks: [], steps: [{ kind: 'set', fields: { seq: earlier.get('seq') ?? '' } }] }])
      revisions.push(data.run(bench.runId)?.fields.get('rev'))
      return commit(plans)
    })
    await bench.commander.apply(bench.runId, started('second'), { partition: 0 })
    expect(revisions).toEqual(['2', '2'])
    // Decided anew on what there is: one event behind the start, and the number says so.
    const [state, start] = [await bench.load(), Number(earlier.get('seq'))]
    expect(state?.seq).toBe(start + 1)
    expect(state?.nodes.entries().map(([id, { status }]) => [id, status])).toEqual([
      ['first', 'queued'],
      ['second', 'running'],
    ])
  })

  it('[D-25] an irreversible node that had started is held for review, the others run again', async () => {
    const nodes = [httpNode('send', 'http://127.0.0.1:1/', 'POST', { irreversible: true }), functionNode('other', 'return 1')]
    const bench = await runBench(workflow('irreversible', nodes, []))
    await bench.start()
    await bench.commander.apply(bench.runId, started('send'), { partition: 0 })
    await bench.drain()
    await bench.rebuilder.fence(bench.runId, { group: 'drain', entries: [] })
    expect((await bench.load())?.nodes.toRecord()).toMatchObject({
      send: { status: 'held', error: { code: 'node.interrupted' } },
      other: { status: 'queued', attempt: 2 },
    })
  })

  it('[D-25] what showed that hot state contradicts the record goes with it, in one commit', async () => {
    const bench = await runBench(TWO)
    await bench.start()
    const { queue, runState } = bench.hot
    const entries = await queue.read({ streams: ['events'], group: 'drain', consumer: 'one', count: 10, blockMs: 0 })
    const committed: unknown[] = []
    const commit = runState.commit.bind(runState)
    vi.spyOn(runState, 'commit').mockImplementation(async (plans) => {
      committed.push(...plans.map(({ steps }) => steps.map(({ kind }) => kind)))
      return commit(plans)
    })
    await bench.rebuilder.fence(bench.runId, { group: 'drain', entries })
    expect(committed[0]).toEqual(['drop', 'ack'])
    expect((await queue.peek({ stream: 'events', partition: 0, count: 10 })).map(({ id }) => id)).not.toContain(entries[0]?.id)
    expect((await bench.load())?.status).toBe('RUNNING')
  })

  it('[D-25] hot state behind the record is dropped and folded again', async () => {
    const bench = await runBench(TWO)
    await bench.start()
    const old = await bench.hot.runState.load(bench.runId, 0)
    await bench.commander.apply(bench.runId, started('first'), { partition: 0 })
    await bench.drain()
    await bench.hot.runState.commit([{ runId: bench.runId, partition: 0, checks: [], steps: [{ kind: 'drop' }, { kind: 'set', fields: old ?? {} }] }])
    expect(await bench.rebuilder.ensure(bench.row)).toBe(true)
    expect((await bench.load())?.nodes.get('first')).toMatchObject({ status: 'queued', attempt: 2 })
  })
})
