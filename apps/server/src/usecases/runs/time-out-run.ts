import { isTerminal } from '@aob/ir/run'
import type { DurableCommand } from '../../ports/run-directory.ts'
import type { NewTimer } from '../../ports/timers.ts'
import type { Engine } from '../engine.ts'
import { settleUnanswered } from '../settle-command.ts'

/** The timer that ends a run; undefined for a run that may take as long as it likes. */
export function timeoutOf(runId: string, timeoutMs: number | undefined, startedAt: number): NewTimer | undefined {
  if (timeoutMs === undefined) return undefined
  return { timerId: `${runId}:timeout`, runId, kind: 'run_timeout', dueAt: new Date(startedAt + timeoutMs), payload: { afterMs: timeoutMs } }
}

/** Stores and applies the end of a run whose time is up (ER-06); safe to repeat, nothing for an unknown or ended run. */
export async function timeOutRun(engine: Engine, runId: string, afterMs: number): Promise<void> {
  const row = await engine.runs.get(runId)
  if (!row || isTerminal(row.status)) return
  const commandId = `${runId}:timeout`
  await engine.commands.add({ commandId, runId, kind: 'timeout', payload: { afterMs } })
  await applyRunTimeout(engine, { commandId, runId, payload: { afterMs } })
}

export async function applyRunTimeout(engine: Engine, command: Pick<DurableCommand, 'commandId' | 'runId' | 'payload'>): Promise<void> {
  const row = await engine.runs.get(command.runId)
  if (!row) return
  const applied = await engine.commander.apply(
    command.runId,
    { kind: 'timeout', commandId: command.commandId, afterMs: Number(command.payload.afterMs) },
    { partition: row.partition },
  )
  if (applied.kind !== 'committed') await settleUnanswered(engine, row, command.commandId)
}
