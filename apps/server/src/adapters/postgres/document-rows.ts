import type { Actor } from '@aob/schemas'
import type { ArtifactKind, ArtifactRow, NewArtifact, TagMoveRow, TagRow, WorkflowRow } from '../../ports/document-store.ts'
import type { Session } from './database.ts'
import { present } from './json-column.ts'

export interface WorkflowColumns {
  workflow_id: string
  workspace_id: string
  name: string
  description: string | null
  archived_at: Date | null
  created_at: Date
  updated_at: Date
}

export function workflowOf(row: WorkflowColumns): WorkflowRow {
  return {
    workflowId: row.workflow_id,
    workspaceId: row.workspace_id,
    name: row.name,
    description: present(row.description),
    archived: row.archived_at !== null,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }
}

export interface ArtifactColumns {
  artifact_id: string
  workspace_id: string
  kind: ArtifactKind
  cas_id: string
  parent_id: string | null
  base_id: string | null
  patch_id: string | null
  merged_id: string | null
  depth: number
  version_label: string
  node_count: number
  agent_count: number
  created_at: Date
}

export function artifactOf(row: ArtifactColumns): ArtifactRow {
  return {
    artifactId: row.artifact_id,
    workspaceId: row.workspace_id,
    kind: row.kind,
    casId: row.cas_id,
    parentId: present(row.parent_id),
    baseId: present(row.base_id),
    patchId: present(row.patch_id),
    mergedId: present(row.merged_id),
    depth: row.depth,
    versionLabel: row.version_label,
    nodeCount: row.node_count,
    agentCount: row.agent_count,
    createdAt: row.created_at,
  }
}

export async function insertArtifact(session: Session, artifact: NewArtifact): Promise<void> {
  await session.write(
    `INSERT INTO artifact (artifact_id, workspace_id, kind, cas_id, parent_id, base_id, patch_id, depth, version_label, node_count, agent_count, merged_id)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
    [
      artifact.artifactId,
      artifact.workspaceId,
      artifact.kind,
      artifact.casId,
      artifact.parentId,
      artifact.baseId,
      artifact.patchId,
      artifact.depth,
      artifact.versionLabel,
      artifact.nodeCount,
      artifact.agentCount,
      artifact.mergedId,
    ],
  )
}

export interface TagColumns {
  workflow_id: string
  tag: string
  artifact_id: string
  updated_at: Date
}

export function tagOf(row: TagColumns): TagRow {
  return { workflowId: row.workflow_id, tag: row.tag, artifactId: row.artifact_id, updatedAt: row.updated_at }
}

export interface TagMoveColumns {
  from_artifact_id: string | null
  to_artifact_id: string
  kind: TagMoveRow['kind']
  actor: Actor
  reason: string | null
  moved_at: Date
}

export function tagMoveOf(row: TagMoveColumns): TagMoveRow {
  return { from: present(row.from_artifact_id), to: row.to_artifact_id, kind: row.kind, actor: row.actor, reason: present(row.reason), at: row.moved_at }
}
