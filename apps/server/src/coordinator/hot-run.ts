import { decodeState, type RunState } from '@aob/ir/run'
import type { RunStateStore } from '../ports/run-state.ts'
import { type Leases, leasesOf } from './lease.ts'

/** The hot state of a run as it was read, or left by a commit: what a decision is computed from and committed against. */
export interface HotRun {
  state: RunState
  rev: string
  epoch: string
  /** Digest of the last event; undefined for hot state written before events named what they were decided after. */
  tip: string | undefined
  leases: Leases
}

/** Undefined when the run has no hot state. */
export async function readHotRun(runState: Pick<RunStateStore, 'load'>, runId: string, partition: number): Promise<HotRun | undefined> {
  const fields = await runState.load(runId, partition)
  if (fields?.seq === undefined) return undefined
  const { rev = '', epoch = '', tip } = fields
  return { state: decodeState(fields), rev, epoch, tip, leases: leasesOf(fields) }
}
