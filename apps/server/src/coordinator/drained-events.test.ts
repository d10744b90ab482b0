import type { RunEvent } from '@aob/schemas'
import { describe, expect, it } from 'vitest'
import { createLogger } from '../observability/logger.ts'
import type { CommitPlan } from '../ports/commit-plan.ts'
import { functionNode, workflow } from '../testing/workflows.ts'
import { createDrainedHandler, type DrainedDeps } from './drained-events.ts'
import { ACTOR, runBench } from './testing/run-bench.ts'

async function handled(events: RunEvent[]) {
  const { row } = await runBench(workflow('w', [functionNode('n', 'return 1')], []))
  const seen = { released: [] as string[], withdrawn: [] as string[], closed: [] as string[], plans: [] as CommitPlan[], notices: 0 }
  // Only what the handler may call; anything else would throw.
  const deps = {
    runs: { get: async (runId: string) => (runId === row.runId ? row : undefined) },
    runState: {
      async commit(plans: CommitPlan[]) {
        seen.plans.push(...plans)
        return []
      },
    },
    releaseNodes: async ({ runId, partition }: { runId: string; partition: number }) => void seen.released.push(`${runId} ${partition}`),
    patches: { list: async () => [{ patchId: 'p' }], transition: async (patchId: string) => seen.closed.push(patchId) > 0 },
    approvals: { list: async () => [{ approvalId: 'a' }], withdraw: async (approvalId: string) => void seen.withdrawn.push(approvalId) },
    fanout: {
      publishNotice() {
        seen.notices += 1
      },
    },
    history: { dueAfter: () => undefined },
    logger: createLogger('silent'),
  } as unknown as DrainedDeps
  await createDrainedHandler(deps)(events)
  return seen
}

describe('what follows from recorded events', () => {
  it('[D-30] nodes that wait for patches are let go on once, however many events decide some', async () => {
    const decided = (seq: number): RunEvent => ({
      runId: 'run-1',
      seq,
      at: 1,
      actor: ACTOR,
      type: 'patch.rejected',
      data: { patchId: `p${seq}`, reason: 'no' },
    })
    expect(await handled([decided(3), decided(4)])).toMatchObject({ released: ['run-1 0'], withdrawn: [], closed: [], plans: [], notices: 2 })
  })

  it('[D-25] the end of a run closes its questions and only then lets its hot state expire', async () => {
    const seen = await handled([{ runId: 'run-1', seq: 9, at: 1, type: 'run.completed', data: {} }])
    expect(seen).toMatchObject({ released: [], withdrawn: ['a'], closed: ['p'], notices: 1 })
    expect(seen.plans).toMatchObject([{ runId: 'run-1', checks: [{ kind: 'present' }], steps: [{ kind: 'expire' }] }])
  })

  it('[D-25] before its end is recorded an ended run keeps its hot state', async () => {
    const bench = await runBench(workflow('w', [functionNode('n', 'return 1')], []))
    await bench.start()
    await bench.commander.apply(bench.runId, { kind: 'cancel', commandId: 'c', actor: ACTOR }, { partition: 0 })
    expect(bench.hot.data.run(bench.runId)?.expiresAt).toBeUndefined()
  })

  it('events of an unknown run are passed by', async () => {
    expect(await handled([{ runId: 'nobody', seq: 1, at: 1, type: 'run.completed', data: {} }])).toMatchObject({ withdrawn: [], plans: [], notices: 0 })
  })
})
