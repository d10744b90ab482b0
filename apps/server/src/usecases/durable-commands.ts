import { DomainError } from '../domain-error.ts'
import type { DurableCommand } from '../ports/run-directory.ts'
import { applyDecision } from './approvals/decide-approval.ts'
import type { Engine } from './engine.ts'
import { applyAccepted } from './patches/apply-accepted.ts'
import { applyNote } from './patches/note-patch.ts'
import { applyCancel } from './runs/cancel-run.ts'
import { applyControl } from './runs/control-run.ts'
import { applyRunTimeout } from './runs/time-out-run.ts'

/** Handlers by kind; a kind without one does not compile. Each is idempotent: the hot state knows the command ids it has answered. */
const HANDLERS = {
  apply_patch: applyPatchCommand,
  note_patch: applyNote,
  decide_approval: applyDecision,
  cancel: applyCancel,
  timeout: applyRunTimeout,
  pause: applyControl,
  resume: applyControl,
  resolve_node: applyControl,
} satisfies Record<DurableCommand['kind'], (engine: Engine, command: DurableCommand) => Promise<unknown>>

/** Applies a durable command that a crash may have left behind. */
export async function applyDurableCommand(engine: Engine, command: DurableCommand): Promise<void> {
  await HANDLERS[command.kind](engine, command)
}

async function applyPatchCommand(engine: Engine, command: DurableCommand): Promise<void> {
  const patch = await engine.patches.get(String(command.payload.patchId))
  if (!patch) return engine.commands.settle(command.commandId, 'ignored', 'the patch does not exist')
  if (patch.status === 'applied') return engine.commands.settle(command.commandId, 'applied')
  if (patch.status !== 'accepted') return engine.commands.settle(command.commandId, 'ignored', `the patch is ${patch.status}`)
  try {
    await applyAccepted(engine, patch)
  } catch (error) {
    // A refusal is an outcome and is recorded by applyAccepted; only what may pass is tried again.
    if (!(error instanceof DomainError) || error.retryable) throw error
  }
}
