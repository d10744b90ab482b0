import type { Actor, AnchoredChange, Operation, PatchSummary } from '@aob/schemas'
import type { PatchProposal, PatchRow } from '../../ports/document-store.ts'
import type { Session } from './database.ts'
import { fromJsonb, present, toJson, toJsonb } from './json-column.ts'

export interface PatchColumns {
  patch_id: string
  workspace_id: string
  scope: PatchRow['scope']
  run_id: string | null
  workflow_id: string | null
  workflow_name: string | null
  seq: number | null
  patch_jsonb: unknown
  summary: PatchSummary
  base_version: string | null
  patch_artifact_id: string | null
  ir_version: number | null
  actor: Actor
  rationale: string | null
  patch_created_at: Date
  decided_at: Date | null
  decided_by: Actor | null
  reason: string | null
  code: string | null
  tag: string | null
  reverts: string | null
  proposal: PatchProposal | null
  status: PatchRow['status']
}

/** Columns of `patches p`, named so that they can be selected beside an artifact's. */
export const PATCH_COLUMNS = `p.patch_id, p.workspace_id, p.scope, p.run_id, p.workflow_id, p.workflow_name, p.seq, p.patch_jsonb, p.summary, p.base_version,
  p.artifact_id AS patch_artifact_id, p.ir_version, p.actor, p.rationale, p.created_at AS patch_created_at, p.decided_at, p.decided_by, p.reason, p.code, p.tag, p.reverts, p.proposal, p.status`

export function patchOf(row: PatchColumns): PatchRow {
  // Written by `patchBody` only, so its shape is known.
  const { operations, anchored } = fromJsonb(row.patch_jsonb) as { operations: Operation[]; anchored: AnchoredChange[] }
  return {
    patchId: row.patch_id,
    workspaceId: row.workspace_id,
    scope: row.scope,
    runId: present(row.run_id),
    workflowId: present(row.workflow_id),
    workflowName: present(row.workflow_name),
    seq: present(row.seq),
    operations,
    anchored,
    summary: row.summary,
    baseVersion: present(row.base_version),
    artifactId: present(row.patch_artifact_id),
    irVersion: present(row.ir_version),
    actor: row.actor,
    rationale: present(row.rationale),
    createdAt: row.patch_created_at,
    decidedAt: present(row.decided_at),
    decidedBy: present(row.decided_by),
    reason: present(row.reason),
    code: present(row.code),
    tag: present(row.tag),
    reverts: present(row.reverts),
    // Written by `proposalText` only.
    proposal: row.proposal === null ? undefined : (fromJsonb(row.proposal) as PatchProposal),
    status: row.status,
  }
}

export function patchBody(operations: readonly Operation[], anchored: readonly AnchoredChange[]): string {
  return toJsonb({ operations, anchored })
}

export function proposalText(proposal: PatchProposal | undefined): string | null {
  return proposal === undefined ? null : toJsonb(proposal)
}

/** False when a patch of that id exists already; the session's transaction stays usable. */
export async function insertPatch(session: Session, patch: Omit<PatchRow, 'createdAt'>): Promise<boolean> {
  const inserted = await session.write(
    `INSERT INTO patches (patch_id, workspace_id, scope, run_id, workflow_id, workflow_name, seq, patch_jsonb, summary, base_version,
       artifact_id, ir_version, actor, rationale, decided_at, decided_by, reason, code, status, tag, reverts)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)
     ON CONFLICT (patch_id) DO NOTHING`,
    [
      patch.patchId,
      patch.workspaceId,
      patch.scope,
      patch.runId,
      patch.workflowId,
      patch.workflowName,
      patch.seq,
      patchBody(patch.operations, patch.anchored),
      toJson(patch.summary),
      patch.baseVersion,
      patch.artifactId,
      patch.irVersion,
      toJson(patch.actor),
      patch.rationale,
      patch.decidedAt,
      toJson(patch.decidedBy),
      patch.reason,
      patch.code,
      patch.status,
      patch.tag,
      patch.reverts,
    ],
  )
  return inserted === 1
}

export async function findPatch(session: Session, patchId: string): Promise<PatchRow | undefined> {
  const rows = await session.rows<PatchColumns>(`SELECT ${PATCH_COLUMNS} FROM patches p WHERE p.patch_id = $1`, [patchId])
  return rows[0] && patchOf(rows[0])
}
