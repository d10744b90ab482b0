import { isTerminal } from '@aob/ir/run'
import { streamSizes } from './hot-memory.ts'
import { recordedState } from './recorded-state.ts'
import type { World } from './world.ts'

/** Whether nothing has to happen any more: what `openMatters` would say, asked often and answered by the first thing that is open. */
export function hasSettled(world: World): boolean {
  for (const { projection } of world.record.tables.runs.values()) if (!isTerminal(projection.status)) return false
  return openMatters(world).length === 0
}

/** Everything that still has to happen, in words; empty when every run has ended. */
export function openMatters(world: World): string[] {
  const { tables } = world.record
  const open: string[] = []
  for (const [runId, { events }] of tables.runs) {
    const state = recordedState(events)
    if (state && isTerminal(state.status)) continue
    const busy = [...(state?.nodes ?? [])].filter(([, { status }]) => ['queued', 'running', 'retrying', 'waiting', 'held'].includes(status))
    open.push(
      `run ${runId} (${state?.status ?? 'no events'}): ${busy.map(([id, { status, attempt }]) => `${id} ${status} #${attempt}`).join(', ') || 'no token anywhere'}`,
    )
  }
  for (const { row, projection } of tables.runs.values()) {
    if (!isTerminal(projection.status) && !world.hot.data.run(row.runId)) open.push(`run ${row.runId} without hot state`)
  }
  for (const { commandId, kind, outcome, runId } of tables.commands.values()) {
    // A decision waits for its node as long as the run is open.
    const mayWait = kind === 'decide_approval' && !isTerminal(tables.runs.get(runId)?.projection.status ?? 'RUNNING')
    if (outcome === undefined && !mayWait) open.push(`command ${commandId} (${kind}) without an outcome`)
  }
  for (const patch of tables.patches.values())
    if (patch.status === 'accepted' || patch.status === 'proposed') open.push(`patch ${patch.patchId} ${patch.status}`)
  for (const { approvalId, nodeId, status } of tables.approvals.values())
    if (status === 'waiting_for_approval') open.push(`approval ${approvalId} of ${nodeId} still asked`)
  for (const [name, size] of streamSizes(world.hot.data)) if (size > 0 && !name.endsWith(':dead')) open.push(`${size} on ${name}`)
  open.push(...(world.runners?.board.leftovers() ?? []))
  return open
}
