import { describe, expect, it } from 'vitest'
import { createLogger } from '../observability/logger.ts'
import type { DurableCommand } from '../ports/run-directory.ts'
import { type ReconcileDeps, startReconcileLoop } from './reconcile-loop.ts'

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
})
