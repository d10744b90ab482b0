import { describe, expect, it } from 'vitest'
import { createLogger } from '../observability/logger.ts'
import type { DurableCommand } from '../ports/run-directory.ts'
import { RUNNER_GROUP } from '../runner/task-worker-deps.ts'
import { waitUntil } from '../testing/wait-until.ts'
import { functionNode, workflow } from '../testing/workflows.ts'
import { type ReconcileDeps, startReconcileLoop } from './reconcile-loop.ts'
import { runBench } from './testing/run-bench.ts'

/** Rows in the order of their ids, page by page as a store gives them. */
const pageOf = <Row>(rows: readonly Row[], isLast: (row: Row) => boolean, limit: number) => {
  const from = rows.findIndex(isLast) + 1
  return rows.slice(from, from + limit)
}

describe('the reconciler', () => {
  it('[D-30] a command comes to its turn however many before it stay open or fail', async () => {
    const stuck = Array.from({ length: 450 }, (_, index) => `stuck-${String(index).padStart(3, '0')}`)
    const commands = [...stuck, 'waited-for'].map(
      (commandId): DurableCommand => ({ commandId, runId: 'r', kind: 'pause', payload: {}, createdAt: new Date(0) }),
    )
    let reached: () => void = () => undefined
    const done = new Promise<void>((resolve) => {
      reached = resolve
    })
    const asked: string[] = []
    // What the loop uses of its stores.
    const deps = {
      runs: { listOpen: async () => [] },
      commands: { pending: async ({ limit, after }: { limit: number; after?: string }) => pageOf(commands, ({ commandId }) => commandId === after, limit) },
      approvals: { waiting: async () => [] },
      incarnation: async () => 'one',
      logger: createLogger('silent'),
      async applyCommand({ commandId }: DurableCommand) {
        asked.push(commandId)
        if (commandId === 'waited-for') reached()
        if (commandId === 'stuck-007') throw new Error('not today')
      },
    } as unknown as ReconcileDeps
    const loop = startReconcileLoop(deps)
    await done
    await loop.stop()
    expect(asked.slice(0, commands.length)).toEqual(commands.map(({ commandId }) => commandId))
  })

  it('a question comes to its turn however many before it are open', async () => {
    const approvals = Array.from({ length: 401 }, (_, index) => ({ approvalId: String(index).padStart(3, '0'), runId: 'r' }))
    let reached: () => void = () => undefined
    const done = new Promise<void>((resolve) => {
      reached = resolve
    })
    const deps = {
      runs: { listOpen: async () => [] },
      commands: { pending: async () => [] },
      approvals: { waiting: async (after: string | undefined, limit: number) => pageOf(approvals, ({ approvalId }) => approvalId === after, limit) },
      incarnation: async () => 'one',
      logger: createLogger('silent'),
      async withdrawIfPast({ approvalId }: { approvalId: string }) {
        if (approvalId === '400') reached()
        if (approvalId === '000') throw new Error('not today')
      },
    } as unknown as ReconcileDeps
    const loop = startReconcileLoop(deps)
    await done
    await loop.stop()
  })

  it('[D-25] once the hot store has lost its data even the run that was stored a moment ago is looked after', async () => {
    const young = { runId: 'young', partition: 0, startedAt: new Date(1000) }
    let incarnation = 'one'
    let passes = 0
    const lookedAfter: string[] = []
    const deps = {
      clock: { now: () => 1001 },
      runs: {
        async listOpen() {
          passes += 1
          incarnation = 'two'
          // Stored after the first pass, which takes whatever it finds for left behind.
          return passes === 1 ? [] : [young]
        },
      },
      commander: { load: async () => undefined },
      rebuilder: { ensure: async ({ runId }: { runId: string }) => lookedAfter.push(`${runId} in pass ${passes}`) === 0 },
      commands: { pending: async () => [] },
      approvals: { waiting: async () => [] },
      incarnation: async () => incarnation,
      logger: createLogger('silent'),
    } as unknown as ReconcileDeps
    const loop = startReconcileLoop(deps)
    await waitUntil('the run to be looked after', () => lookedAfter.length > 0)
    await loop.stop()
    expect(lookedAfter[0]).toBe('young in pass 2')
  })

  it('[D-34] a node whose lease has lost its entry is given a token; one whose entry is held is left alone', async () => {
    const nodes = ['a', 'b', 'x', 'y'].map((id) => functionNode(id, 'return 1'))
    const bench = await runBench(workflow('two chains', nodes, ['a>b', 'x>y']))
    await bench.start()
    const { queue } = bench.hot
    const entries = await queue.read({ streams: ['tasks:function:medium'], group: RUNNER_GROUP, consumer: 'w', count: 2, blockMs: 0 })
    const onwards = { worker: 'w', choose: <Token>(tokens: readonly Token[]) => tokens[0] }
    for (const entry of entries) {
      const outcome = { kind: 'succeeded' as const, port: 'out', outputRef: 'cas://1' }
      const ended = { kind: 'signal' as const, nodeId: entry.fields.nodeId ?? '', attempt: 1, outcome }
      await bench.commander.applyAll(bench.runId, [ended], { partition: 0, ack: { entry, group: RUNNER_GROUP }, onwards })
    }
    const lost = entries.filter(({ fields }) => fields.nodeId === 'a')
    await queue.ack({ group: RUNNER_GROUP, entries: lost })
    let passes = 0
    const deps = {
      clock: { now: () => Date.now() },
      runs: {
        async listOpen() {
          passes += 1
          return passes === 1 ? [bench.row] : []
        },
      },
      commander: bench.commander,
      queue,
      rebuilder: { ensure: async () => true },
      commands: { pending: async () => [] },
      approvals: { waiting: async () => [] },
      incarnation: async () => 'one',
      logger: createLogger('silent'),
    } as unknown as ReconcileDeps
    const loop = startReconcileLoop(deps)
    await waitUntil('the lost node to be given a token', async () => (await bench.load())?.nodes.get('b')?.attempt === 2)
    await loop.stop()
    expect((await bench.load())?.nodes.toRecord()).toMatchObject({ b: { status: 'queued', takeovers: 1 }, y: { status: 'running', attempt: 1 } })
    expect(Object.values((await bench.commander.read(bench.runId, 0))?.leases ?? {})).toEqual([{ nodeId: 'y', attempt: 1 }])
  })
})
