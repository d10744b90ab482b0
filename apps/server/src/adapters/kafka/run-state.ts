import type { CommitPlan, CommitResult } from '../../ports/commit-plan.ts'
import type { RunStateStore } from '../../ports/run-state.ts'
import type { Replica } from './replica.ts'

/**
 * Hot state of runs in the replica. Commits are decided by the fold, so that one against an old state is refused everywhere alike; a
 * look waits until this process has folded what was acknowledged before.
 */
export class ReplicatedRunState implements RunStateStore {
  constructor(private readonly replica: Replica) {}

  async load(runId: string, partition: number): Promise<Record<string, string> | undefined> {
    await this.replica.current(partition)
    const run = this.replica.state(partition).data.lookAtRun(runId, this.replica.now(partition))
    return run === undefined ? undefined : Object.fromEntries(run.fields)
  }

  /** Plans for one partition are folded in their order; they are records of their own, of which others may come in between. */
  async commit(plans: readonly CommitPlan[]): Promise<CommitResult[]> {
    for (const { steps } of plans) for (const step of steps) if (step.kind === 'add' && !Number.isSafeInteger(step.by)) throw notWhole(step)
    const answers = await Promise.allSettled(plans.map((plan) => this.decide(plan)))
    return answers.map((answer) => {
      if (answer.status === 'rejected') throw answer.reason
      return answer.value
    })
  }

  /** All of a partition at once: they are in this process. */
  async list(partition: number): Promise<{ runIds: string[] }> {
    await this.replica.current(partition)
    return { runIds: this.replica.state(partition).data.runIds() }
  }

  async incarnation(): Promise<string> {
    return this.replica.incarnation()
  }

  private async decide(plan: CommitPlan): Promise<CommitResult> {
    const outcome = await this.replica.propose(plan.partition, { kind: 'commit', plan })
    if (outcome.kind === 'malformed') throw new Error(outcome.message)
    if (outcome.kind !== 'decided') throw new Error(`The fold answered ${outcome.kind} to a commit.`)
    return outcome.result
  }
}

/** JSON would turn it into another number or none. */
function notWhole({ field, by }: { field: string; by: number }): Error {
  return new Error(`Malformed commit plan: cannot add ${by} to ${field}.`)
}
