import type { ArtifactRow, TagMoveRow } from '../../ports/document-store.ts'
import type { TagStore } from '../../ports/tag-store.ts'
import type { Database } from './database.ts'
import { type ArtifactColumns, artifactOf, insertArtifact, type TagColumns, type TagMoveColumns, tagMoveOf, tagOf } from './document-rows.ts'
import { insertPatch, PATCH_COLUMNS, type PatchColumns, patchOf } from './patch-rows.ts'
import { insertMove, lockTag, recordMove } from './tag-moves.ts'

/** From a version down to the very first, across compacted bases. */
const LINEAGE = `WITH RECURSIVE lineage AS (
  SELECT a.*, 1 AS step FROM artifact a WHERE artifact_id = $1
  UNION ALL
  SELECT a.*, l.step + 1 FROM artifact a JOIN lineage l ON a.artifact_id = l.parent_id WHERE l.step < $2
)`

export class PostgresTagStore implements TagStore {
  constructor(private readonly database: Database) {}

  async create(input: Parameters<TagStore['create']>[0]): ReturnType<TagStore['create']> {
    const { workflowId, tag, artifactId } = input
    return this.database.transaction(async (session) => {
      // The workflow's row is the lock under which its tags are counted.
      await session.rows('SELECT 1 FROM workflows WHERE workflow_id = $1 FOR UPDATE', [workflowId])
      const tags = await session.rows<{ tag: string }>('SELECT tag FROM tags WHERE workflow_id = $1', [workflowId])
      if (tags.some((row) => row.tag === tag)) return { kind: 'exists' }
      if (tags.length >= input.maxTags) return { kind: 'full', tags: tags.length }
      const statement = 'INSERT INTO tags (workflow_id, tag, artifact_id) VALUES ($1, $2, $3) RETURNING *'
      const [row] = await session.rows<TagColumns>(statement, [workflowId, tag, artifactId])
      if (!row) throw new Error(`Tag ${tag} was not stored.`)
      await insertMove(session, { workflowId, tag, to: artifactId, kind: 'create', actor: input.actor, reason: input.reason })
      return { kind: 'created', tag: tagOf(row) }
    })
  }

  async moves(workflowId: string, tag: string): Promise<TagMoveRow[]> {
    const rows = await this.database.rows<TagMoveColumns>('SELECT * FROM tag_moves WHERE workflow_id = $1 AND tag = $2 ORDER BY move_id', [workflowId, tag])
    return rows.map(tagMoveOf)
  }

  async belongsTo(workflowId: string, artifactId: string): Promise<boolean> {
    const rows = await this.database.rows<{ found: boolean }>(
      `SELECT EXISTS (SELECT 1 FROM tag_moves WHERE workflow_id = $1 AND to_artifact_id = $2)
           OR EXISTS (SELECT 1 FROM artifact a JOIN patches p USING (patch_id)
                      WHERE a.artifact_id = $2 AND p.artifact_id = $2 AND p.workflow_id = $1 AND p.scope = 'tag') AS found`,
      [workflowId, artifactId],
    )
    return rows[0]?.found === true
  }

  async move(input: Parameters<TagStore['move']>[0]): ReturnType<TagStore['move']> {
    const { expected, artifact, ...move } = input
    return this.database.transaction(async (session) => {
      const actual = await lockTag(session, input.workflowId, input.tag)
      if (actual !== expected) return { kind: 'stale', actual: actual ?? '' }
      if (artifact) await insertArtifact(session, artifact)
      await recordMove(session, { ...move, from: expected })
      return { kind: 'moved' }
    })
  }

  async restack({ expected, laid, ...move }: Parameters<TagStore['restack']>[0]): ReturnType<TagStore['restack']> {
    return this.database.transaction(async (session) => {
      const actual = await lockTag(session, move.workflowId, move.tag)
      if (actual !== expected) return { kind: 'stale', actual: actual ?? '' }
      for (const { patch, artifact } of laid) {
        if (!(await insertPatch(session, patch))) throw new Error(`The id ${patch.patchId} of a new patch is in use.`)
        await insertArtifact(session, artifact)
      }
      await recordMove(session, { ...move, kind: 'restack', from: expected })
      return { kind: 'moved' }
    })
  }

  async lineage(artifactId: string, limit: number): Promise<ArtifactRow[]> {
    const rows = await this.database.rows<ArtifactColumns>(`${LINEAGE} SELECT * FROM lineage ORDER BY step`, [artifactId, limit])
    return rows.map(artifactOf)
  }

  async versions(artifactId: string, limit: number): ReturnType<TagStore['versions']> {
    const rows = await this.database.rows<ArtifactColumns & PatchColumns & { made_by: string | null; version_workspace_id: string }>(
      `${LINEAGE} SELECT l.*, l.workspace_id AS version_workspace_id, ${PATCH_COLUMNS}, p.patch_id AS made_by
       FROM lineage l LEFT JOIN patches p ON p.patch_id = l.patch_id ORDER BY l.step`,
      [artifactId, limit],
    )
    return rows.map((row) => ({
      // Both tables have a workspace; of a version without a patch the patch's is absent.
      artifact: { ...artifactOf(row), workspaceId: row.version_workspace_id },
      ...(row.made_by === null ? {} : { patch: patchOf(row) }),
    }))
  }

  async deeperThan(depth: number, limit: number): ReturnType<TagStore['deeperThan']> {
    const rows = await this.database.rows<TagColumns & { workspace_id: string; name: string; depth: number }>(
      `SELECT t.*, w.workspace_id, w.name, a.depth FROM tags t JOIN artifact a USING (artifact_id) JOIN workflows w USING (workflow_id)
       WHERE a.depth >= $1 AND w.archived_at IS NULL ORDER BY a.depth DESC LIMIT $2`,
      [depth, limit],
    )
    return rows.map((row) => ({ ...tagOf(row), workspaceId: row.workspace_id, workflowName: row.name, depth: row.depth }))
  }

  async unarchive(workspaceId: string, name: string): Promise<boolean> {
    const statement = 'UPDATE workflows SET archived_at = NULL, updated_at = now() WHERE workspace_id = $1 AND name = $2 AND archived_at IS NOT NULL'
    return (await this.database.write(statement, [workspaceId, name])) === 1
  }
}
