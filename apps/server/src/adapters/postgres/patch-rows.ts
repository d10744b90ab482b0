import type { Actor, AnchoredChange, Operation, PatchSummary } from '@aob/schemas'
import type { PatchProposal, PatchRow } from '../../ports/document-store.ts'
import type { Session } from './database.ts'
import { fromJsonb, present, toJson, toJsonb } from './json-column.ts'
import { type RowParts, rowParts } from './row-parts.ts'

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
  stands_for: string[] | null
  merged_id: string | null
  restores: string[] | null
  proposal: PatchProposal | null
  status: PatchRow['status']
}

/** Columns of `patches p`, named so that they can be selected beside an artifact's. */
export const PATCH_COLUMNS = `p.patch_id, p.workspace_id, p.scope, p.run_id, p.workflow_id, p.workflow_name, p.seq, p.patch_jsonb, p.summary, p.base_version,
  p.artifact_id AS patch_artifact_id, p.ir_version, p.actor, p.rationale, p.created_at AS patch_created_at, p.decided_at, p.decided_by, p.reason, p.code, p.tag, p.reverts, p.stands_for, p.merged_id, p.restores, p.proposal, p.status`

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
    standsFor: present(row.stands_for),
    mergedId: present(row.merged_id),
    restores: present(row.restores),
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

type NewPatch = Omit<PatchRow, 'createdAt'>

/** Columns a new patch is written to, each with its type and value. */
const NEW_PATCH: readonly (readonly [column: string, type: string, value: (patch: NewPatch) => unknown])[] = [
  ['patch_id', 'text', ({ patchId }) => patchId],
  ['workspace_id', 'text', ({ workspaceId }) => workspaceId],
  ['scope', 'text', ({ scope }) => scope],
  ['run_id', 'text', ({ runId }) => runId],
  ['workflow_id', 'text', ({ workflowId }) => workflowId],
  ['workflow_name', 'text', ({ workflowName }) => workflowName],
  ['seq', 'integer', ({ seq }) => seq],
  ['patch_jsonb', 'jsonb', ({ operations, anchored }) => patchBody(operations, anchored)],
  ['summary', 'json', ({ summary }) => toJson(summary)],
  ['base_version', 'text', ({ baseVersion }) => baseVersion],
  ['artifact_id', 'text', ({ artifactId }) => artifactId],
  ['ir_version', 'integer', ({ irVersion }) => irVersion],
  ['actor', 'json', ({ actor }) => toJson(actor)],
  ['rationale', 'text', ({ rationale }) => rationale],
  ['decided_at', 'timestamptz', ({ decidedAt }) => decidedAt],
  ['decided_by', 'json', ({ decidedBy }) => toJson(decidedBy)],
  ['reason', 'text', ({ reason }) => reason],
  ['code', 'text', ({ code }) => code],
  ['status', 'text', ({ status }) => status],
  ['tag', 'text', ({ tag }) => tag],
  ['reverts', 'text', ({ reverts }) => reverts],
  ['stands_for', 'text[]', ({ standsFor }) => standsFor],
  ['merged_id', 'text', ({ mergedId }) => mergedId],
  ['restores', 'text[]', ({ restores }) => restores],
]

/** Columns, placeholders from `$first` on, and values: for an INSERT of one patch. */
export function newPatchRow(patch: NewPatch, first = 1): RowParts {
  return rowParts(NEW_PATCH, patch, first)
}

/** False when a patch of that id exists already; the session's transaction stays usable. */
export async function insertPatch(session: Session, patch: NewPatch): Promise<boolean> {
  const { columns, places, values } = newPatchRow(patch)
  return (await session.write(`INSERT INTO patches (${columns}) VALUES (${places}) ON CONFLICT (patch_id) DO NOTHING`, values)) === 1
}

export async function findPatch(session: Session, patchId: string): Promise<PatchRow | undefined> {
  const rows = await session.rows<PatchColumns>(`SELECT ${PATCH_COLUMNS} FROM patches p WHERE p.patch_id = $1`, [patchId])
  return rows[0] && patchOf(rows[0])
}
