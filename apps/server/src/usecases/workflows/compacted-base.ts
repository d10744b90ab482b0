import { DomainError } from '../../domain-error.ts'
import type { ArtifactRow, NewArtifact } from '../../ports/document-store.ts'
import { presentForm, readBytes } from '../versions.ts'
import { requireArtifact } from './read-workflows.ts'
import { labelOfCompacted } from './version-label.ts'
import type { WorkflowDeps } from './workflow-deps.ts'

export interface CompactedBase {
  /** Nowhere stored yet; its bytes are. */
  base: NewArtifact
  /** How many it stands for. */
  patches: number
  /** Whether the version was in an older form, which its base is not. */
  older: boolean
}

/**
 * A base for a version at the end of a chain: the chain is read, materialized from the stored base, compared with the hash of the version, and the
 * bytes are stored. Cut short anywhere it leaves at most bytes that nobody names. Of a version in an older form the base is in the present one:
 * patches are laid over documents as they are written now. Throws `cas.integrity` when base and patches do not give the version.
 */
export async function compactedBase(
  deps: Pick<WorkflowDeps, 'documents' | 'blobs' | 'materializer' | 'ids'>,
  artifact: ArtifactRow,
  of: string,
): Promise<CompactedBase> {
  const [base, chain] = await Promise.all([
    requireArtifact(deps.documents, artifact.baseId ?? artifact.artifactId).then((row) => readBytes(deps, row)),
    deps.documents.chain(artifact.artifactId),
  ])
  const bytes = deps.materializer.version(
    base,
    chain.map(({ patch }) => patch.operations),
  )
  const casId = await deps.blobs.put(bytes)
  if (casId !== artifact.casId) {
    throw new DomainError('cas.integrity', `Base and patches of ${of} ${artifact.versionLabel} give ${casId}, not ${artifact.casId}.`)
  }
  const present = presentForm(deps, bytes)
  return {
    base: {
      artifactId: deps.ids.next(),
      workspaceId: artifact.workspaceId,
      kind: 'dag_version',
      casId: present.older ? await deps.blobs.put(present.bytes) : casId,
      parentId: artifact.artifactId,
      depth: 0,
      versionLabel: labelOfCompacted(artifact.versionLabel),
      nodeCount: artifact.nodeCount,
      agentCount: artifact.agentCount,
    },
    patches: chain.length,
    older: present.older === true,
  }
}
