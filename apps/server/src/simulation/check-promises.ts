import { activationOf, activationsAround } from '@aob/ir/document'
import { isTerminal } from '@aob/ir/run'
import type { RunEvent } from '@aob/schemas'
import { require } from './violation.ts'
import type { World } from './world.ts'

/** What was acknowledged came true: starts, patches, decisions and cancels (D-21, D-30). */
export function checkPromises(world: World): void {
  const { promises, record } = world
  const eventsOf = (runId: string): readonly RunEvent[] => record.tables.runs.get(runId)?.events ?? []
  const hasEnded = (runId: string) => isTerminal(record.tables.runs.get(runId)?.projection.status ?? 'RUNNING')
  for (const runId of promises.starts.keys())
    require(eventsOf(runId)[0]?.type === 'run.started', 'D-21', () => `the start of ${runId} was acknowledged and lost`)
  for (const [runId, said] of promises.cancels) {
    const status = record.tables.runs.get(runId)?.projection.status
    require(hasEnded(runId), 'D-30', () => `the cancel of ${runId} was acknowledged and lost`)
    require(said !== 'CANCELLED' || status === said, 'D-30', () => `${runId} was said to be cancelled and is ${status}`)
  }
  for (const [approvalId, { runId, nodeId, decision }] of promises.decisions) {
    const decided = eventsOf(runId).filter((event) => event.type === 'approval.decided' && event.data.approvalId === approvalId)
    require(decided.length <= 1, 'D-22', () => `approval ${approvalId} was decided ${decided.length} times`)
    const kept = decided.some((event) => event.type === 'approval.decided' && event.data.decision === decision)
    // Asked in moments that were lost, and not asked again since a patch led the run another way: nothing is left to decide.
    const moot = !eventsOf(runId).some((event) => event.type === 'approval.requested' && event.data.approvalId === approvalId)
    // The activation it was asked in failed meanwhile and took the question with it, as the end of a run does.
    const over = activationsAround(nodeId).some((activation) => eventsOf(runId).some((event) => settles(event, activation)))
    require(kept || (decided.length === 0 && (moot || over || hasEnded(runId))), 'D-30', () =>
      `the decision ${decision} on ${approvalId} of ${nodeId} was acknowledged and lost`)
  }
  checkPatches(world, eventsOf)
  checkControl(world, eventsOf)
}

/** Every pause, resume and resolution that was answered is in the log, once for each answer. */
function checkControl({ promises }: World, eventsOf: (runId: string) => readonly RunEvent[]): void {
  for (const { runId, type } of promises.pauses) {
    const [asked, kept] = [
      promises.pauses.filter((other) => other.runId === runId && other.type === type),
      eventsOf(runId).filter((event) => event.type === type),
    ]
    require(kept.length >= asked.length, 'D-30', () => `${asked.length} times ${type} was acknowledged for ${runId}, and ${kept.length} are on record`)
  }
  for (const { runId, nodeId, resolution } of promises.resolutions) {
    const kept = eventsOf(runId).some(({ type, data }) => type === 'node.resolved' && data.nodeId === nodeId && data.resolution === resolution)
    require(kept, 'D-30', () => `the resolution ${resolution} of ${nodeId} in ${runId} was acknowledged and lost`)
  }
}

function settles(event: RunEvent, activation: string): boolean {
  return event.type === 'scope.settled' && activationOf(event.data.nodeId, event.data.index) === activation
}

function checkPatches({ promises, record }: World, eventsOf: (runId: string) => readonly RunEvent[]): void {
  for (const [patchId, { runId, status }] of promises.patches) {
    const stored = record.tables.patches.get(patchId)
    require(stored !== undefined, 'D-30', () => `patch ${patchId} was acknowledged as ${status} and is not on record`)
    const swaps = eventsOf(runId).filter((event) => event.type === 'patch.applied' && event.data.patchId === patchId)
    require(swaps.length <= 1, 'D-22', () => `patch ${patchId} was applied ${swaps.length} times`)
    if (status === 'applied') require(swaps.length === 1, 'D-30', () => `patch ${patchId} was acknowledged as applied and is ${stored.status}`)
  }
  for (const patchId of promises.rejections) {
    const status = record.tables.patches.get(patchId)?.status
    require(status === 'rejected', 'D-30', () => `patch ${patchId} was rejected, was acknowledged so, and is ${status}`)
  }
}
