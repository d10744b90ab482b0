import { createHash } from 'node:crypto'
import { countAgents } from '@aob/ir/document'
import type { Workflow } from '@aob/schemas'
import { DomainError } from '../../domain-error.ts'
import type { PatchSetRow } from '../../ports/patch-set-store.ts'
import type { Engine } from '../engine.ts'
import { withPatchSets } from '../workflows/patch-sets.ts'

/** What a run would start with. */
export interface RunSource {
  workflow: Workflow
  artifactId: string
  workflowId?: string
  versionLabel: string
}

export interface RunVariant extends RunSource {
  patchSets: string[]
}

/**
 * The version a run starts with: the source, or the source with named patch sets (VC-22). Sets that are asked for must exist and fit;
 * of those that take a share of new runs, the run's id decides, so that the same id always gets the same set. One that has ceased to
 * fit is left out and said so in the log: the run was not asked to try it.
 */
export async function variantFor(
  engine: Engine,
  source: RunSource,
  request: { workspaceId: string; runId: string; asked: readonly string[] | undefined },
): Promise<RunVariant> {
  const { asked, runId, workspaceId } = request
  const sets = source.workflowId === undefined ? [] : (await engine.patchSets.list(source.workflowId)).filter((set) => !set.retiredAt)
  if (asked !== undefined)
    return build(
      engine,
      workspaceId,
      source,
      asked.map((name, index) => requireSet(sets, name, index)),
    )
  const drawn = draw(sets, runId)
  if (!drawn) return { ...source, patchSets: [] }
  try {
    return await build(engine, workspaceId, source, [drawn])
  } catch (error) {
    if (!(error instanceof DomainError) || error.retryable) throw error
    engine.logger.warn({ err: error, workflow: source.workflow.name, patchSet: drawn.name }, 'a patch set does not fit its workflow any more')
    return { ...source, patchSets: [] }
  }
}

function requireSet(sets: readonly PatchSetRow[], name: string, index: number): PatchSetRow {
  const set = sets.find((candidate) => candidate.name === name)
  if (!set) throw new DomainError('resource.not_found', `There is no patch set ${name} in use.`, { pointer: `/patchSets/${index}` })
  return set
}

/** Shares lie side by side on 0..100; the run's id falls on one of them, or beyond. */
function draw(sets: readonly PatchSetRow[], runId: string): PatchSetRow | undefined {
  let place = (createHash('sha256').update(runId).digest().readUInt32BE(0) / 2 ** 32) * 100
  return sets.find(({ share }) => {
    place -= share
    return place < 0
  })
}

async function build(engine: Engine, workspaceId: string, source: RunSource, sets: readonly PatchSetRow[]): Promise<RunVariant> {
  const patchSets = sets.map(({ name }) => name)
  if (patchSets.length === 0) return { ...source, patchSets }
  const workflow = engine.rules.require(withPatchSets(source.workflow, sets), await engine.limitsOf(workspaceId))
  const bytes = engine.materializer.canonical(new TextEncoder().encode(JSON.stringify(workflow)))
  const casId = await engine.blobs.put(bytes)
  const artifactId = engine.ids.next()
  const versionLabel = [source.versionLabel, ...patchSets].join('+')
  await engine.documents.addArtifact({
    artifactId,
    workspaceId,
    kind: 'dag_version',
    casId,
    parentId: source.artifactId,
    depth: 0,
    versionLabel,
    nodeCount: workflow.nodes.length,
    agentCount: countAgents(workflow),
  })
  return { ...source, workflow, artifactId, versionLabel, patchSets }
}
