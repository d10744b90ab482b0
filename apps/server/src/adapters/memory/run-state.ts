import { randomUUID } from 'node:crypto'
import { interpretCommit } from '../../hot-state/commit-interpreter.ts'
import type { HotData } from '../../hot-state/hot-data.ts'
import type { CommitPlan, CommitResult } from '../../ports/commit-plan.ts'
import type { RunStateStore } from '../../ports/run-state.ts'

/** Hot state in this process. Lost with it: the incarnation is new for every process (D-25). */
export class MemoryRunState implements RunStateStore {
  private readonly id = randomUUID()

  constructor(private readonly data: HotData) {}

  async load(runId: string): Promise<Record<string, string> | undefined> {
    const run = this.data.run(runId)
    return run === undefined ? undefined : Object.fromEntries(run.fields)
  }

  async commit(plans: readonly CommitPlan[]): Promise<CommitResult[]> {
    const results: CommitResult[] = []
    const failures: unknown[] = []
    for (const plan of plans) {
      try {
        results.push(interpretCommit(this.data, plan))
      } catch (error) {
        failures.push(error)
      }
    }
    if (failures.length > 0) throw failures[0]
    return results
  }

  /** All of them at once: they are in this process. Partitions share one map here, so the first answers for all. */
  async list(partition: number): Promise<{ runIds: string[] }> {
    return { runIds: partition === 0 ? this.data.runIds() : [] }
  }

  async incarnation(): Promise<string> {
    return this.id
  }
}
