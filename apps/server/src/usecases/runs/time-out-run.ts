import type { DurableCommand } from '../../ports/run-directory.ts'
import type { Engine } from '../engine.ts'
import { settleUnanswered } from '../settle-command.ts'

/** Stores and applies the end of a run whose time is up (ER-06); safe to repeat. */
export async function timeOutRun(engine: Engine, runId: string, afterMs: number): Promise<void> {
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
