import { isTerminal, type RunState } from '@aob/ir/run'
import type { RunRow } from '../ports/run-directory.ts'
import type { Engine } from './engine.ts'

/** Whether a command that has changed nothing so far may still do so, e.g. because its node has not come to wait yet. */
export type MayStillCount = (state: RunState) => boolean

/**
 * Settles a command that changed nothing. One that changed the run is settled by the drain, together with its event: until then a lost
 * hot store takes the change with it, and only a pending command brings it back (D-21). For the same reason only the record may say
 * that a command changes nothing for good: hot state may have been missing a moment ago, or have told of an end that was never recorded.
 * While the run is open on record a command may still count, unless its kind knows better; the reconciler asks again.
 */
export async function settleUnanswered(engine: Engine, row: RunRow, commandId: string, mayStillCount: MayStillCount = () => true): Promise<void> {
  const [recorded, state] = [await engine.runs.get(row.runId), await engine.commander.load(row.runId, row.partition)]
  if (!recorded) return engine.commands.settle(commandId, 'ignored', 'the run does not exist')
  const answered = state?.commands[commandId] === true
  // Hot state alone never settles, but it spares the reading of the record while the command is plainly open.
  if (!isTerminal(recorded.status) && !answered && (!state || mayStillCount(state))) return
  const folded = (await engine.history.read(row.runId))?.state
  if (!folded) return
  // Its event may be in the record although whoever stored it died before settling, and the entry went with the hot store.
  if (folded.commands[commandId]) return engine.commands.settle(commandId, 'applied')
  if (isTerminal(folded.status) || !(answered || mayStillCount(folded))) await engine.commands.settle(commandId, 'ignored')
}
