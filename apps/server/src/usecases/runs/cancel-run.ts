import { isTerminal } from '@aob/ir/run'
import type { Actor, RunEvent, RunStatus } from '@aob/schemas'
import { DomainError } from '../../domain-error.ts'
import type { DurableCommand, RunRow } from '../../ports/run-directory.ts'
import { waitUntilDrained, waitUntilRecorded } from '../drained.ts'
import type { Engine } from '../engine.ts'
import type { Caller } from '../services.ts'
import { settleUnanswered } from '../settle-command.ts'
import { requireRun } from './read-runs.ts'

/** Stops new tokens at once; results in flight are ignored by fence (ER-10). Throws `run.terminal` for an ended run. */
export async function cancelRun(engine: Engine, caller: Caller, runId: string, reason?: string): Promise<{ status: RunStatus }> {
  const run = await requireRun(engine, caller, runId)
  if (isTerminal(run.status)) throw new DomainError('run.terminal', `The run has ended (${run.status}).`)
  const commandId = `${runId}:cancel`
  const payload = { actor: caller.actor, ...(reason ? { reason } : {}) }
  await engine.commands.add({ commandId, runId, kind: 'cancel', payload })
  const applied = await applyCancel(engine, { commandId, runId, payload })
  if (!applied) return laterStatus(engine, run)
  await waitUntilRecorded(engine, applied.events)
  return { status: applied.status }
}

/**
 * The cancel changed nothing now: it is in hot state already, the run ended by itself first, or it is being rebuilt and the stored command
 * follows. What hot state tells may be lost until it is recorded, so that the answer is what the record says once it has come as far.
 */
async function laterStatus(engine: Engine, run: RunRow): Promise<{ status: RunStatus }> {
  const state = await engine.commander.load(run.runId, run.partition)
  if (state && isTerminal(state.status)) await waitUntilDrained(engine, run.runId, state.seq)
  const status = (await engine.runs.get(run.runId))?.status ?? run.status
  if (isTerminal(status) && status !== 'CANCELLED') throw new DomainError('run.terminal', `The run has ended (${status}).`)
  return { status }
}

export async function applyCancel(
  engine: Engine,
  command: Pick<DurableCommand, 'commandId' | 'runId' | 'payload'>,
): Promise<{ events: readonly RunEvent[]; status: RunStatus } | undefined> {
  const row = await engine.runs.get(command.runId)
  if (!row) return undefined
  const { actor, reason } = command.payload as { actor: Actor; reason?: string }
  const applied = await engine.commander.apply(
    command.runId,
    { kind: 'cancel', commandId: command.commandId, actor, ...(reason ? { reason } : {}) },
    { partition: row.partition },
  )
  if (applied.kind === 'committed') return { events: applied.events, status: applied.state.status }
  await settleUnanswered(engine, row, command.commandId)
  return undefined
}
