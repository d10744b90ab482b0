import { type Ignored, isTerminal, type RunCommand } from '@aob/ir/run'
import type { RunStatus } from '@aob/schemas'
import type { Applied } from '../../coordinator/commander.ts'
import { DomainError } from '../../domain-error.ts'
import { rest } from '../../lifecycle.ts'
import type { DurableCommand, RunRow } from '../../ports/run-directory.ts'
import { waitUntilDrained, waitUntilRecorded } from '../drained.ts'
import type { Engine } from '../engine.ts'
import { settleUnanswered } from '../settle-command.ts'

/** Commands by which a person holds a run back, lets it go on, or decides about one of its nodes. */
export type ControlCommand = Extract<RunCommand, { kind: 'pause' | 'resume' | 'resolve_node' }>

/** Answers that stay what they are: asked again later, the same request might mean something its author never saw. */
const REFUSALS: Partial<Record<Ignored, () => DomainError>> = {
  paused: () => new DomainError('run.paused', 'The run is paused already.'),
  not_paused: () => new DomainError('run.not_paused'),
  not_held: () => new DomainError('node.not_held'),
  unknown_node: () => new DomainError('resource.not_found', 'The run has no such node.', { pointer: '/nodeId' }),
  unknown_type: () =>
    new DomainError('node.unknown_type', 'Nothing can carry out a node of this type; it can be skipped, completed or failed.', { pointer: '/resolution' }),
  unknown_port: () => new DomainError('graph.unknown_port', undefined, { pointer: '/port' }),
}

/**
 * Stores the command, applies it and answers once its event is in the record (D-21, D-30). What a crash leaves behind the reconciler
 * applies; a request that came too late is refused for good. Throws `run.terminal`, or the refusal.
 */
export async function controlRun(engine: Engine, run: RunRow, command: ControlCommand): Promise<{ status: RunStatus }> {
  const { runId } = run
  if (isTerminal(run.status)) throw new DomainError('run.terminal', `The run has ended (${run.status}).`)
  const { kind, commandId, ...payload } = command
  await engine.commands.add({ commandId, runId, kind, payload })
  const applied = await applyOnceThere(engine, { commandId, runId, kind, payload })
  if (applied?.kind === 'committed') {
    await waitUntilRecorded(engine, applied.events)
    return { status: applied.state.status }
  }
  if (applied?.kind !== 'ignored') throw notYet()
  if (applied.reason === 'duplicate_command') return answeredElsewhere(engine, run, commandId)
  throw REFUSALS[applied.reason]?.() ?? new DomainError('run.terminal')
}

/**
 * The reconciler was faster with the same command; like any answer, this one follows the record. That the log has come as far proves
 * nothing: what told of the command may have contradicted the record and been dropped, and the command is then applied once more.
 */
async function answeredElsewhere(engine: Engine, { runId, partition }: RunRow, commandId: string): Promise<{ status: RunStatus }> {
  const hot = await engine.commander.load(runId, partition)
  if (!hot) throw notYet()
  await waitUntilDrained(engine, runId, hot.seq)
  const recorded = (await engine.history.read(runId))?.state
  if (!recorded?.commands[commandId]) throw notYet()
  return { status: recorded.status }
}

function notYet(): DomainError {
  return new DomainError('service.unavailable', 'The run is being rebuilt; what was asked is done after that.', { retryAfterMs: 1000 })
}

/** After a restart the reconciler rebuilds hot state within moments; longer than this nobody should wait for an answer. */
const REBUILD_WAIT_MS = 3000
const REBUILD_POLL_MS = 50

/** Applies the command, waiting a moment for hot state that is being rebuilt. */
async function applyOnceThere(engine: Engine, command: Omit<DurableCommand, 'createdAt'>): Promise<Applied | undefined> {
  const until = engine.clock.now() + REBUILD_WAIT_MS
  for (;;) {
    const applied = await applyControl(engine, command)
    if (applied?.kind !== 'absent' || engine.clock.now() > until) return applied
    await rest(REBUILD_POLL_MS, new AbortController().signal)
  }
}

/** Applies a stored command; safe to repeat. */
export async function applyControl(engine: Engine, command: Omit<DurableCommand, 'createdAt'>): Promise<Applied | undefined> {
  const row = await engine.runs.get(command.runId)
  if (!row) return undefined
  const { commandId, kind, payload } = command
  // Written by controlRun above; the row is our own.
  const applied = await engine.commander.apply(row.runId, { ...payload, kind, commandId } as ControlCommand, { partition: row.partition })
  if (applied.kind === 'ignored' && REFUSALS[applied.reason]) await engine.commands.settle(commandId, 'refused', applied.reason)
  else if (applied.kind !== 'committed') await settleUnanswered(engine, row, commandId)
  return applied
}
