import { foldEvents, isTerminal, type RunState } from '@aob/ir/run'
import { readAll } from '../coordinator/rebuild.ts'
import type { RunRow } from '../ports/run-directory.ts'
import type { Engine } from './engine.ts'

/** Whether a command that has changed nothing so far may still do so, e.g. because its node has not come to wait yet. */
export type MayStillCount = (state: RunState) => boolean

/**
 * Settles a command that changed nothing. One that changed the run is settled by the drain, together with its event: until then a lost
 * hot store takes the change with it, and only a pending command brings it back (D-21). For the same reason "changed nothing" counts
 * once everything it was judged by is in the record; before, the command stays pending and the reconciler asks again.
 */
export async function settleUnanswered(engine: Engine, row: RunRow, commandId: string, mayStillCount: MayStillCount = () => false): Promise<void> {
  const [recorded, state] = [await engine.runs.get(row.runId), await engine.commander.load(row.runId, row.partition)]
  // A recorded end settles everything, whatever hot state that fell behind the record still says of the run.
  if (recorded && isTerminal(recorded.status)) return engine.commands.settle(commandId, 'ignored')
  if (state) {
    // Its event may be in the record although whoever stored it died before settling, and the entry went with the hot store.
    if (state.commands[commandId]) {
      const folded = foldEvents(await readAll(engine.log, row.runId))
      return folded?.commands[commandId] ? engine.commands.settle(commandId, 'applied') : undefined
    }
    if (!isTerminal(state.status) && mayStillCount(state)) return
    if ((await engine.log.lastSeq(row.runId)) < state.seq) return
  } else if (recorded) {
    return
  }
  await engine.commands.settle(commandId, 'ignored')
}
