import type { HotRun as HotRunView } from '@aob/schemas'
import type { HotRun } from '../../coordinator/hot-run.ts'
import type { Engine } from '../engine.ts'
import { refuseOthersThanOperators } from '../operators-only.ts'
import type { Caller } from '../services.ts'
import { requireRun } from './read-runs.ts'

/** The hot state of a run as an operator looks at it (D-15): program, counter, tokens, outputs and answered commands, of one moment. */
export async function readHotRunView(engine: Engine, caller: Caller, runId: string): Promise<HotRunView> {
  refuseOthersThanOperators(caller, 'The hot state of a run is')
  const { partition } = await requireRun(engine, caller, runId)
  return hotRunView(runId, partition, await engine.commander.read(runId, partition))
}

export function hotRunView(runId: string, partition: number, hot: HotRun | undefined): HotRunView {
  if (!hot) return { runId, partition, present: false }
  const { state, rev, epoch, leases } = hot
  const nodes = state.nodes.entries()
  return {
    runId,
    partition,
    present: true,
    status: state.status,
    irRef: state.irRef,
    irVersion: state.irVersion,
    seq: state.seq,
    counter: state.counter,
    revision: rev,
    epoch,
    tokens: nodes.flatMap(([nodeId, { status, attempt }]) => (status === 'queued' || status === 'running' ? [{ nodeId, status, attempt }] : [])),
    context: Object.fromEntries(nodes.flatMap(([nodeId, { outputRef }]) => (outputRef === undefined ? [] : [[nodeId, outputRef]]))),
    leases: Object.fromEntries(Object.entries(leases).map(([key, { nodeId, attempt }]) => [key, `${nodeId}#${attempt}`])),
    commands: Object.keys(state.commands),
  }
}
