import type { CommitPlan, CommitResult } from './commit-plan.ts'

/**
 * The hot state of runs: one hash per run, changed only by commit plans. Every commit that says something of the run adds 1 to the
 * field `rev`; one that only moves entries of streams leaves it alone, so that a word that changes nothing makes nobody decide again.
 */
export interface RunStateStore {
  /** All fields of a run's hash; undefined when there is none. */
  load(runId: string, partition: number): Promise<Record<string, string> | undefined>
  /** Runs the plans in order; each is atomic by itself. Results are in the order of the plans. */
  commit(plans: readonly CommitPlan[]): Promise<CommitResult[]>
  /** Ids of runs that have hot state in a partition, page by page; one that changes meanwhile may be missed or come twice. `next` is absent on the last page. */
  list(partition: number, cursor?: string): Promise<{ runIds: string[]; next?: string }>
  /** Identity of this store's lifetime: changes when its data was lost (D-25). */
  incarnation(): Promise<string>
}
