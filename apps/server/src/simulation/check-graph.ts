import { isDeepStrictEqual } from 'node:util'
import { applyOperations } from '@aob/ir/document'
import { lower } from '@aob/ir/program'
import type { RunState } from '@aob/ir/run'
import { DEFAULT_LIMITS, type RunEvent, type Workflow } from '@aob/schemas'
import { require } from './violation.ts'
import type { World } from './world.ts'

/** The graph that ran is the base plus the applied patches in the order of their swaps, on record and in the program (D-29, D-30). */
export async function checkGraph(world: World, runId: string, events: readonly RunEvent[], state: RunState): Promise<void> {
  const { tables } = world.record
  const run = tables.runs.get(runId)
  let document: unknown = await versionOf(world, run?.row.artifactId ?? '')
  const applied = events.flatMap((event) => (event.type === 'patch.applied' ? [event.data] : []))
  for (const [index, { patchId, artifactId, irVersion }] of applied.entries()) {
    const patch = tables.patches.get(patchId)
    require(patch?.status === 'applied', 'D-30', () => `patch ${patchId} ran and is ${patch?.status ?? 'not'} on record`)
    require(patch.seq === index + 1 && patch.irVersion === irVersion && irVersion === index + 2, 'D-30', () => `patch ${patchId} has another place on record`)
    require(patch.artifactId === artifactId, 'D-30 version', () => `patch ${patchId} names version ${patch.artifactId}, and ${artifactId} ran`)
    const result = applyOperations(document, patch.operations)
    require(result.kind === 'ok', 'D-29', () => `the operations of patch ${patchId} do not fit the version before it`)
    document = result.document
    require(isDeepStrictEqual(document, await versionOf(world, artifactId)), 'D-29', () => `version ${artifactId} is not its base plus patch ${patchId}`)
  }
  for (const { patchId, status, runId: of } of tables.patches.values()) {
    require(of !== runId || status !== 'applied' || applied.some((data) => data.patchId === patchId), 'D-30', () =>
      `patch ${patchId} is applied on record and never ran`)
  }
  // The document is a version that was validated when it was stored.
  const expected = lower(document as Workflow, DEFAULT_LIMITS)
  const program: unknown = await jsonOf(world, state.irRef.slice('cas://sha256:'.length))
  require(isDeepStrictEqual(program, JSON.parse(JSON.stringify(expected))), 'D-29', () => `the program of ${runId} is not its base plus its applied patches`)
}

async function versionOf(world: World, artifactId: string): Promise<unknown> {
  const artifact = world.record.tables.artifacts.get(artifactId)
  require(artifact !== undefined, 'D-30', () => `version ${artifactId} is not on record`)
  return jsonOf(world, artifact.casId)
}

async function jsonOf({ record }: World, sha256: string): Promise<unknown> {
  const bytes = await record.blobs.get(sha256)
  require(bytes !== undefined, 'D-25', () => `the bytes ${sha256} are not stored`)
  return JSON.parse(new TextDecoder().decode(bytes))
}
