import type { Actor } from '@aob/schemas'
import type { ArtifactKind, ArtifactRow, NewArtifact, TagMoveRow, TagRow, WorkflowRow } from '../../ports/document-store.ts'
import type { Session } from './database.ts'
import { present } from './json-column.ts'
import { type RowParts, rowParts } from './row-parts.ts'

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

const NEW_ARTIFACT: readonly (readonly [column: string, type: string, value: (artifact: NewArtifact) => unknown])[] = [
  ['artifact_id', 'text', ({ artifactId }) => artifactId],
  ['workspace_id', 'text', ({ workspaceId }) => workspaceId],
  ['kind', 'text', ({ kind }) => kind],
  ['cas_id', 'text', ({ casId }) => casId],
  ['parent_id', 'text', ({ parentId }) => parentId],
  ['base_id', 'text', ({ baseId }) => baseId],
  ['patch_id', 'text', ({ patchId }) => patchId],
  ['merged_id', 'text', ({ mergedId }) => mergedId],
  ['depth', 'integer', ({ depth }) => depth],
  ['version_label', 'text', ({ versionLabel }) => versionLabel],
  ['node_count', 'integer', ({ nodeCount }) => nodeCount],
  ['agent_count', 'integer', ({ agentCount }) => agentCount],
]

/** Columns, placeholders from `$first` on, and values: for an INSERT of one version. */
export function newArtifactRow(artifact: NewArtifact, first = 1): RowParts {
  return rowParts(NEW_ARTIFACT, artifact, first)
}

export async function insertArtifact(session: Session, artifact: NewArtifact): Promise<void> {
  const { columns, places, values } = newArtifactRow(artifact)
  await session.write(`INSERT INTO artifact (${columns}) VALUES (${places})`, values)
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
