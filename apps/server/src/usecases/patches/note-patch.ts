import type { Actor, RunEvent } from '@aob/schemas'
import type { PatchRow } from '../../ports/document-store.ts'
import type { DurableCommand } from '../../ports/run-directory.ts'
import { waitUntilRecorded } from '../drained.ts'
import type { Engine } from '../engine.ts'
import { settleUnanswered } from '../settle-command.ts'

type Note = 'proposed' | 'rejected' | 'invalid'

/** Puts a proposal or its refusal on the run's timeline, durably: the command is stored first and retried by the reconciler. */
export async function notePatch(
  engine: Engine,
  patch: Omit<PatchRow, 'createdAt'>,
  note: Note,
  detail: { code?: string; reason?: string; actor?: Actor } = {},
): Promise<void> {
  if (patch.runId === undefined) return
  const commandId = `${patch.patchId}:${note}`
  const payload = {
    note,
    patchId: patch.patchId,
    summary: patch.summary,
    actor: detail.actor ?? patch.actor,
    ...(patch.rationale ? { rationale: patch.rationale } : {}),
    ...(detail.code ? { code: detail.code } : {}),
    ...(detail.reason ? { reason: detail.reason } : {}),
  }
  await engine.commands.add({ commandId, runId: patch.runId, kind: 'note_patch', payload })
  await waitUntilRecorded(engine, await applyNote(engine, { commandId, runId: patch.runId, payload }))
}

/** Applies a stored note; returns the events of the commit when it was made now. */
export async function applyNote(engine: Engine, command: Pick<DurableCommand, 'commandId' | 'runId' | 'payload'>): Promise<readonly RunEvent[]> {
  const row = await engine.runs.get(command.runId)
  if (!row) return []
  // Written by notePatch above; the row is our own.
  const payload = command.payload as {
    note: Note
    patchId: string
    actor: Actor
    rationale?: string
    reason?: string
    code?: string
    summary?: PatchRow['summary']
  }
  const applied = await engine.commander.apply(command.runId, { kind: 'note_patch', commandId: command.commandId, ...payload }, { partition: row.partition })
  if (applied.kind === 'committed') return applied.events
  await settleUnanswered(engine, row, command.commandId)
  return []
}
