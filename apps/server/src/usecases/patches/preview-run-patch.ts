import { type RunCommand, simulate } from '@aob/ir/run'
import type { PatchPreview, PreviewPatch } from '@aob/schemas'
import { withConditions } from '../../coordinator/command-conditions.ts'
import { DomainError } from '../../domain-error.ts'
import type { Engine } from '../engine.ts'
import { requireRun } from '../runs/read-runs.ts'
import type { Caller } from '../services.ts'
import { type JudgedPatch, judgeRunPatch } from './prepare-patch.ts'

/**
 * What would become of a patch if it were sent now: the verdict of the very rules that judge it then, and what it would change about the rest of the
 * run, played through by the run's own core. Nothing is stored. Throws what makes the patch no patch at all: an invalid result, a moved base.
 */
export async function previewRunPatch(engine: Engine, caller: Caller, runId: string, input: PreviewPatch): Promise<PatchPreview> {
  const row = await requireRun(engine, caller, runId)
  // A run that has ended has no hot state any more; its record says the same of it.
  const state = (await engine.commander.load(runId, row.partition)) ?? (await engine.history.read(runId))?.state
  if (!state) throw new DomainError('service.unavailable', 'The run has not begun yet.', { retryAfterMs: 1000 })
  const { workspaceId, actor } = caller
  const judged = await judgeRunPatch(engine, state, { runId, workspaceId, actor, ...input })
  const { operations, summary, verdict } = judged
  if (verdict.kind === 'illegal') return { verdict: 'illegal', refusal: verdict.refusal, operations, summary }
  const whatIf = simulate(judged.current, state, await commandOf(engine, judged), { now: engine.clock.now() })
  if (whatIf.kind === 'refused') return { verdict: 'illegal', refusal: whatIf.refusal, operations, summary }
  const { newlyRuns, noLongerRuns, agentsAdded, after } = whatIf
  return {
    verdict: 'legal',
    operations,
    summary,
    needsReview: judged.mode === 'review',
    warnings: verdict.warnings,
    effect: { newlyRuns, noLongerRuns, agentsAdded, ends: after.ends },
  }
}

/** The hot swap it would come to, with the conditions that the swap would resolve judged on what is recorded (L10). */
async function commandOf(engine: Engine, { current, state, ir }: JudgedPatch): Promise<Extract<RunCommand, { kind: 'apply_patch' }>> {
  const actor = { kind: 'system', id: 'preview' } as const
  const command = { kind: 'apply_patch' as const, commandId: 'preview', patchId: 'preview', artifactId: '', irRef: '', ir, actor }
  const judged = await withConditions(engine.judge, { ir: current, state, command })
  return judged.kind === 'apply_patch' ? judged : command
}
