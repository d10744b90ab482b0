import type { ReusedOutput, RunCommand } from '@aob/ir/run'
import type { RunRow } from '../ports/run-directory.ts'
import type { CasJson } from './cas-json.ts'

/** What a live replay takes over, as stored before its row: the start can be repeated from the row alone. */
export interface ReplayPlan {
  reuse: Record<string, ReusedOutput>
}

/** The command that starts a recorded run; the same however often it is asked for. */
export async function startCommandOf(cas: CasJson, row: RunRow): Promise<Extract<RunCommand, { kind: 'start' }>> {
  const { runId, workflowName, artifactId, irRef, inputsRef, mode, startedBy, replay } = row
  const start = { kind: 'start' as const, runId, workflowName, artifactId, irRef, inputsRef, mode, actor: startedBy }
  if (!replay) return start
  const { planRef, ...link } = replay
  // Written by the replay that made the row; the reference is its proof.
  const plan = planRef === undefined ? undefined : ((await cas.get(planRef)) as ReplayPlan)
  return { ...start, replay: link, ...(plan ? { reuse: plan.reuse } : {}) }
}
