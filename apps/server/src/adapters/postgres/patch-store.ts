import type { PatchRow, PatchStore } from '../../ports/document-store.ts'
import { insertCommand } from './command-store.ts'
import type { Database } from './database.ts'
import { insertArtifact, newArtifactRow } from './document-rows.ts'
import { toJson } from './json-column.ts'
import { findPatch, insertPatch, newPatchRow, PATCH_COLUMNS, type PatchColumns, patchBody, patchOf, proposalText } from './patch-rows.ts'

export class PostgresPatchStore implements PatchStore {
  constructor(private readonly database: Database) {}

  async insert(patch: Omit<PatchRow, 'createdAt'>): ReturnType<PatchStore['insert']> {
    return (await insertPatch(this.database, patch)) ? { kind: 'inserted' } : this.duplicate(patch)
  }

  /** One statement, and so one transaction and one round trip. */
  async insertAccepted({ patch, artifact, commandId, payload }: Parameters<PatchStore['insertAccepted']>[0]): ReturnType<PatchStore['insertAccepted']> {
    const command = [commandId, patch.runId, toJson(payload)]
    const row = newPatchRow(patch, command.length + 1)
    const version = newArtifactRow(artifact, command.length + row.values.length + 1)
    const [stored] = await this.database.rows<{ inserted: number }>(
      `WITH patch AS (INSERT INTO patches (${row.columns}) VALUES (${row.places}) ON CONFLICT (patch_id) DO NOTHING RETURNING 1),
         version AS (INSERT INTO artifact (${version.columns}) SELECT ${version.places} FROM patch),
         command AS (INSERT INTO commands (command_id, run_id, kind, payload) SELECT $1::text, $2::text, 'apply_patch', $3::json FROM patch
           ON CONFLICT (command_id) DO NOTHING)
       SELECT count(*)::integer AS inserted FROM patch`,
      [...command, ...row.values, ...version.values],
    )
    return stored?.inserted === 1 ? { kind: 'inserted' } : this.duplicate(patch)
  }

  private async duplicate({ patchId }: { patchId: string }): Promise<{ kind: 'duplicate'; patch: PatchRow }> {
    const earlier = await this.get(patchId)
    if (earlier === undefined) throw new Error(`Patch ${patchId} exists and cannot be read.`)
    return { kind: 'duplicate', patch: earlier }
  }

  async get(patchId: string): Promise<PatchRow | undefined> {
    return findPatch(this.database, patchId)
  }

  /** Newest first. */
  async list(query: Parameters<PatchStore['list']>[0]): Promise<PatchRow[]> {
    const rows = await this.database.rows<PatchColumns>(
      `SELECT ${PATCH_COLUMNS} FROM patches p
       WHERE p.workspace_id = $1 AND ($2::text IS NULL OR p.run_id = $2) AND ($3::text IS NULL OR p.status = $3)
         AND ($4::text IS NULL OR p.workflow_id = $4)
       ORDER BY p.created_at DESC, p.patch_id DESC LIMIT $5`,
      [query.workspaceId, query.runId, query.status, query.workflowId, query.limit],
    )
    return rows.map(patchOf)
  }

  async transition(...[patchId, from, to, change = {}, expectedArtifactId]: Parameters<PatchStore['transition']>): Promise<boolean> {
    const { operations, anchored } = change
    if ((operations === undefined) !== (anchored === undefined)) throw new Error('Operations and their anchored form change together.')
    const body = operations && anchored && patchBody(operations, anchored)
    const moved = await this.database.write(
      `UPDATE patches SET status = $3,
         decided_at = CASE WHEN $3 IN ('accepted', 'rejected') THEN now() ELSE decided_at END,
         decided_by = coalesce($4::json, decided_by), reason = coalesce($5, reason), artifact_id = coalesce($6, artifact_id),
         ir_version = coalesce($7, ir_version), seq = coalesce($8, seq), patch_jsonb = coalesce($9::jsonb, patch_jsonb),
         summary = coalesce($10::json, summary), code = coalesce($11, code), base_version = coalesce($12, base_version)
       WHERE patch_id = $1 AND status = $2 AND ($13::text IS NULL OR artifact_id = $13)`,
      [
        patchId,
        from,
        to,
        toJson(change.decidedBy),
        change.reason,
        change.artifactId,
        change.irVersion,
        change.seq,
        body,
        toJson(change.summary),
        change.code,
        change.baseVersion,
        expectedArtifactId,
      ],
    )
    return moved === 1
  }

  async accept(patchId: string, change: Parameters<PatchStore['accept']>[1]): Promise<boolean> {
    return this.database.transaction(async (session) => {
      const rows = await session.rows<{ run_id: string }>(
        `UPDATE patches SET status = 'accepted', decided_at = now(), decided_by = $2, artifact_id = $3, patch_jsonb = $4, summary = $5,
           base_version = coalesce($6, base_version), proposal = $7
         WHERE patch_id = $1 AND status = 'proposed' AND run_id IS NOT NULL RETURNING run_id`,
        [
          patchId,
          toJson(change.decidedBy),
          change.artifact.artifactId,
          patchBody(change.operations, change.anchored),
          toJson(change.summary),
          change.baseVersion ?? change.artifact.parentId,
          proposalText(change.proposal),
        ],
      )
      const row = rows[0]
      if (row === undefined) return false
      await insertArtifact(session, change.artifact)
      await insertCommand(session, { commandId: change.commandId, runId: row.run_id, kind: 'apply_patch', payload: change.payload })
      return true
    })
  }
}
