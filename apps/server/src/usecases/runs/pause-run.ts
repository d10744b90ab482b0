import type { RunStatus } from '@aob/schemas'
import type { Engine } from '../engine.ts'
import type { Caller } from '../services.ts'
import { controlRun } from './control-run.ts'
import { requireRun } from './read-runs.ts'

/** Holds a run: nothing new starts, what is at work finishes and is recorded. Throws `run.paused`, `run.terminal`. */
export async function pauseRun(engine: Engine, caller: Caller, runId: string, reason?: string): Promise<{ status: RunStatus }> {
  return control(engine, caller, { kind: 'pause', runId, reason })
}

/** Lets a paused run go on from where it is. Throws `run.not_paused`, `run.terminal`. */
export async function resumeRun(engine: Engine, caller: Caller, runId: string, reason?: string): Promise<{ status: RunStatus }> {
  return control(engine, caller, { kind: 'resume', runId, reason })
}

interface Request {
  kind: 'pause' | 'resume'
  runId: string
  reason: string | undefined
}

async function control(engine: Engine, caller: Caller, { kind, runId, reason }: Request): Promise<{ status: RunStatus }> {
  const run = await requireRun(engine, caller, runId)
  return controlRun(engine, run, { kind, commandId: engine.ids.next(), actor: caller.actor, ...(reason ? { reason } : {}) })
}
