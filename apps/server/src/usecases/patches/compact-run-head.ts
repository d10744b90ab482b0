import type { ArtifactRow, NewArtifact } from '../../ports/document-store.ts'
import type { Engine } from '../engine.ts'
import type { LoadedVersion } from '../versions.ts'
import { compactedBase } from '../workflows/compacted-base.ts'

/**
 * What the next patch of a run is laid over (VC-18): its head, or a base of the head's bytes where the chain has reached the threshold. The base is
 * made in the background by `compactAhead`; where that has fallen behind so far that the chain would grow beyond threshold + 1, whoever patches makes
 * it first. The run's head stays the version its last patch made: to the run, its record and its pages a compaction is nothing that happened.
 */
export async function layerBelow(
  engine: Engine,
  { artifact, older }: Pick<LoadedVersion, 'artifact' | 'older'>,
  runId: string,
): Promise<ArtifactRow | NewArtifact> {
  const { compactAfterPatches } = engine.limits
  if (artifact.depth < compactAfterPatches && !older) return artifact
  const known = await engine.documents.compactedFrom(artifact.artifactId)
  if (known) return known
  return artifact.depth > compactAfterPatches || older ? compact(engine, artifact, runId) : artifact
}

/** Makes the base before anybody needs it. Whatever ends it, the next patch finds nothing and does it itself, or finds it done. */
export async function compactAhead(engine: Engine, artifact: NewArtifact | ArtifactRow, runId: string): Promise<void> {
  if (artifact.depth < engine.limits.compactAfterPatches) return
  try {
    const stored = await engine.documents.getArtifact(artifact.artifactId)
    if (stored && !(await engine.documents.compactedFrom(stored.artifactId))) await compact(engine, stored, runId)
  } catch (error) {
    engine.logger.warn({ err: error, runId }, 'the patches of a run were not compacted; its next patch does it')
  }
}

/** Of two who make one at the same time both make the same bytes; the first is the one that is found. */
async function compact(engine: Engine, artifact: ArtifactRow, runId: string): Promise<NewArtifact> {
  const { base } = await compactedBase(engine, artifact, `run ${runId}`)
  await engine.documents.addArtifact(base)
  engine.metrics.compactions.inc({ result: 'run' })
  return base
}
