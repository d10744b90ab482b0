import type { NodeState } from '@aob/ir/run'
import type { PatchRow } from '../../ports/document-store.ts'
import type { Engine } from '../engine.ts'

/**
 * Completes nodes that wait for patches once none of theirs is open any more, or people have left one open for too long (D-30). What the
 * node said is kept, with the fate of each patch filled in. Derived from the record alone, so it may be repeated at any time.
 */
export async function releaseDecidedNodes(engine: Engine, { runId, partition }: { runId: string; partition: number }): Promise<void> {
  const state = await engine.commander.load(runId, partition)
  if (!state) return
  for (const [nodeId, node] of state.nodes) {
    if (node.status !== 'waiting' || !node.awaiting) continue
    const fates = await fatesOf(engine, node.awaiting)
    if (!fates) continue
    const { ref, bytes } = await engine.cas.put(withFates(await outputOf(engine, node), fates))
    const commandId = `${runId}:${nodeId}:${node.attempt}:release`
    await engine.commander.apply(runId, { kind: 'release', commandId, nodeId, attempt: node.attempt, outputRef: ref, outputBytes: bytes }, { partition })
  }
}

type Fates = ReadonlyMap<string, PatchRow['status']>

/** What became of the patches; undefined while one is still waited for. A patch that is gone counts as rejected. */
async function fatesOf(engine: Engine, patchIds: readonly string[]): Promise<Fates | undefined> {
  const fates = new Map<string, PatchRow['status']>()
  for (const patchId of patchIds) {
    const patch = await engine.patches.get(patchId)
    if (patch && isWaitedFor(engine, patch)) return undefined
    fates.set(patchId, patch?.status ?? 'rejected')
  }
  return fates
}

/** One that is accepted is about to be swapped in, however long people took. */
function isWaitedFor({ clock, limits }: Engine, { status, createdAt }: PatchRow): boolean {
  return status === 'accepted' || (status === 'proposed' && clock.now() - createdAt.getTime() < limits.maxPatchWaitMs)
}

async function outputOf(engine: Engine, node: NodeState): Promise<unknown> {
  return node.outputRef === undefined ? null : engine.cas.get(node.outputRef)
}

function withFates(output: unknown, fates: Fates): unknown {
  if (typeof output !== 'object' || output === null || !('patches' in output) || !Array.isArray(output.patches)) return output
  return { ...output, patches: output.patches.map((patch) => ({ ...patch, status: fates.get(String(patch?.patchId)) ?? patch?.status })) }
}
