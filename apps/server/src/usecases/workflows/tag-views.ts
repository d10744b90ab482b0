import type { TagMove, VersionEntry } from '@aob/schemas'
import type { ArtifactRow, DocumentStore, PatchRow } from '../../ports/document-store.ts'
import type { Caller } from '../services.ts'
import { findTagged } from './find-workflow.ts'
import { requireArtifact } from './read-workflows.ts'
import { stepTarget, tagTrail } from './tag-history.ts'
import type { WorkflowDeps } from './workflow-deps.ts'

/** Every move of a tag, newest first, with what undo and redo would lead to. */
export async function tagMoves(
  deps: WorkflowDeps,
  caller: Caller,
  name: string,
  tag: string,
  limit: number,
): Promise<{ moves: TagMove[]; undo?: string; redo?: string }> {
  const { workflow } = await findTagged(deps.documents, caller, name, tag)
  const moves = await deps.tags.moves(workflow.workflowId, tag)
  const trail = tagTrail(moves)
  const [undo, redo] = [stepTarget(trail, 'undo'), stepTarget(trail, 'redo')]
  const shown = moves.slice(-limit).reverse()
  const labels = await labelsOf(
    deps.documents,
    shown.flatMap(({ from, to }) => (from === undefined ? [to] : [from, to])),
  )
  return {
    moves: shown.map(({ from, to, kind, actor, reason, at }) => ({
      kind,
      to,
      toLabel: labels.get(to) ?? '',
      ...(from === undefined ? {} : { from, fromLabel: labels.get(from) ?? '' }),
      actor,
      ...(reason === undefined ? {} : { reason }),
      at: at.toISOString(),
    })),
    ...(undo === undefined ? {} : { undo }),
    ...(redo === undefined ? {} : { redo }),
  }
}

async function labelsOf(documents: DocumentStore, ids: readonly string[]): Promise<Map<string, string>> {
  const unique = [...new Set(ids)]
  const artifacts = await Promise.all(unique.map((id) => requireArtifact(documents, id)))
  return new Map(artifacts.map(({ artifactId, versionLabel }) => [artifactId, versionLabel]))
}

/** The tag's version and all it comes from, newest first and across compactions, each with the patch that made it. */
export async function tagVersions(deps: WorkflowDeps, caller: Caller, name: string, tag: string, limit: number): Promise<VersionEntry[]> {
  const found = await findTagged(deps.documents, caller, name, tag)
  return (await deps.tags.versions(found.tag.artifactId, limit)).map(({ artifact, patch }) => versionEntry(artifact, patch))
}

function versionEntry(artifact: ArtifactRow, patch: PatchRow | undefined): VersionEntry {
  const { artifactId, casId, versionLabel, kind, parentId, mergedId, depth, nodeCount, agentCount, createdAt } = artifact
  return {
    artifactId,
    casId,
    versionLabel,
    // A base over another version is that version, compacted.
    kind: kind === 'patch_set' ? 'patch' : parentId === undefined ? 'base' : 'compacted',
    ...(parentId === undefined ? {} : { parentId }),
    ...(mergedId === undefined ? {} : { mergedId }),
    patchesSinceBase: depth,
    nodeCount,
    agentCount,
    createdAt: createdAt.toISOString(),
    ...(patch ? { patch: versionPatch(patch) } : {}),
  }
}

function versionPatch({ patchId, actor, rationale, summary, status, reverts, standsFor, createdAt, decidedBy }: PatchRow): NonNullable<VersionEntry['patch']> {
  return {
    patchId,
    actor,
    summary,
    // Only patches that were published make versions of a tag.
    status: status === 'reverted' ? 'reverted' : 'applied',
    createdAt: createdAt.toISOString(),
    ...(rationale === undefined ? {} : { rationale }),
    ...(reverts === undefined ? {} : { reverts }),
    ...(standsFor === undefined ? {} : { standsFor }),
    ...(decidedBy === undefined ? {} : { decidedBy }),
  }
}
