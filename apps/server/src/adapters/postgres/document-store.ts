import type { Actor } from '@aob/schemas'
import {
  type ArtifactRow,
  type DocumentStore,
  type NewArtifact,
  type PatchRow,
  type Publication,
  type PublishOutcome,
  RECENT_RUNS,
  type TagHead,
} from '../../ports/document-store.ts'
import type { Database } from './database.ts'
import { type ArtifactColumns, artifactOf, insertArtifact, type TagColumns, tagOf, type WorkflowColumns, workflowOf } from './document-rows.ts'
import { PATCH_COLUMNS, type PatchColumns, patchOf } from './patch-rows.ts'
import { publish } from './publish.ts'
import type { Reader } from './read-replica.ts'
import { insertMove } from './tag-moves.ts'

/** From a version down to its base: parents are followed as long as they are patches laid over something. */
const CHAIN = `WITH RECURSIVE chain AS (
  SELECT * FROM artifact WHERE artifact_id = $1
  UNION ALL
  SELECT a.* FROM artifact a JOIN chain c ON a.artifact_id = c.parent_id WHERE c.kind = 'patch_set'
)`

/** From a version down to an earlier one, or to the very first: across compacted bases too. */
const LINEAGE = `WITH RECURSIVE lineage AS (
  SELECT artifact_id, parent_id, patch_id, 1 AS step FROM artifact WHERE artifact_id = $1
  UNION ALL
  SELECT a.artifact_id, a.parent_id, a.patch_id, l.step + 1 FROM artifact a JOIN lineage l ON a.artifact_id = l.parent_id WHERE l.artifact_id <> $2
)`

export class PostgresDocumentStore implements DocumentStore {
  constructor(
    private readonly database: Database,
    private readonly lists: Reader = database,
  ) {}

  async createWorkflow(input: Parameters<DocumentStore['createWorkflow']>[0]): ReturnType<DocumentStore['createWorkflow']> {
    return this.database.transaction(async (session) => {
      const rows = await session.rows<WorkflowColumns>(
        `INSERT INTO workflows (workflow_id, workspace_id, name, description) VALUES ($1, $2, $3, $4)
         ON CONFLICT (workspace_id, name) DO NOTHING RETURNING *`,
        [input.workflowId, input.workspaceId, input.name, input.description],
      )
      const row = rows[0]
      if (row === undefined) return { kind: 'exists' }
      await insertArtifact(session, input.artifact)
      const { artifactId } = input.artifact
      await session.write('INSERT INTO tags (workflow_id, tag, artifact_id) VALUES ($1, $2, $3)', [input.workflowId, input.tag, artifactId])
      await insertMove(session, { workflowId: input.workflowId, tag: input.tag, to: artifactId, kind: 'create', actor: input.actor })
      return { kind: 'created', workflow: workflowOf(row) }
    })
  }

  /** By name; archived workflows are among them, marked. The head is `main`, or the oldest tag where there is no `main`. */
  async listWorkflows(workspaceId: string): ReturnType<DocumentStore['listWorkflows']> {
    type Columns = WorkflowColumns & { tag: string; head: string; recent: { run_id: string; status: string; started_at: string }[]; creator: Actor }
    const rows = await this.lists.rows<Columns>(
      `SELECT w.*, t.tag, t.artifact_id AS head, r.recent, m.actor AS creator
       FROM workflows w
       JOIN LATERAL (SELECT tag, artifact_id FROM tags WHERE workflow_id = w.workflow_id ORDER BY tag <> 'main', created_at LIMIT 1) t ON true
       JOIN LATERAL (SELECT actor FROM tag_moves WHERE workflow_id = w.workflow_id ORDER BY move_id LIMIT 1) m ON true
       CROSS JOIN LATERAL (
         SELECT coalesce(json_agg(json_build_object('run_id', run_id, 'status', status, 'started_at', started_at) ORDER BY run_id DESC), '[]') AS recent
         FROM (SELECT run_id, status, started_at FROM runs WHERE workflow_id = w.workflow_id ORDER BY run_id DESC LIMIT $2) last
       ) r
       WHERE w.workspace_id = $1 ORDER BY w.name`,
      [workspaceId, RECENT_RUNS],
    )
    const heads = await this.artifacts(
      rows.map(({ head }) => head),
      this.lists,
    )
    return rows.flatMap((row) => {
      const head = heads.get(row.head)
      if (head === undefined) return []
      const recentRuns = row.recent.map(({ run_id, status, started_at }) => ({ runId: run_id, status, startedAt: new Date(started_at) }))
      return [{ ...workflowOf(row), head, tag: row.tag, recentRuns, createdBy: row.creator }]
    })
  }

  async getWorkflow(workspaceId: string, name: string): ReturnType<DocumentStore['getWorkflow']> {
    const rows = await this.database.rows<WorkflowColumns & TagColumns & { moved_at: Date }>(
      `SELECT w.*, t.tag, t.artifact_id, t.updated_at AS moved_at FROM workflows w JOIN tags t USING (workflow_id)
       WHERE w.workspace_id = $1 AND w.name = $2 ORDER BY t.created_at, t.tag`,
      [workspaceId, name],
    )
    const row = rows[0]
    // A workflow is made with its first tag, and tags are never taken away.
    return row && { ...workflowOf(row), tags: rows.map((tag) => tagOf({ ...tag, updated_at: tag.moved_at })) }
  }

  /** Archived workflows do not take part. */
  async findTags(workspaceId: string, tag: string): ReturnType<DocumentStore['findTags']> {
    const rows = await this.database.rows<WorkflowColumns & TagColumns & { moved_at: Date }>(
      `SELECT w.*, t.tag, t.artifact_id, t.updated_at AS moved_at FROM tags t JOIN workflows w USING (workflow_id)
       WHERE w.workspace_id = $1 AND t.tag = $2 AND w.archived_at IS NULL ORDER BY w.name`,
      [workspaceId, tag],
    )
    return rows.map((row) => ({ workflow: workflowOf(row), tag: tagOf({ ...row, updated_at: row.moved_at }) }))
  }

  async tagHeads(workspaceId: string, most: number): Promise<TagHead[]> {
    const rows = await this.database.rows<{ name: string; tag: string } & ArtifactColumns>(
      `SELECT w.name, t.tag, a.* FROM workflows w JOIN tags t USING (workflow_id) JOIN artifact a USING (artifact_id)
       WHERE w.workspace_id = $1 AND w.archived_at IS NULL ORDER BY t.tag <> 'main', w.name, t.tag LIMIT $2`,
      [workspaceId, most],
    )
    return rows.map((row) => ({ name: row.name, tag: row.tag, head: artifactOf(row) }))
  }

  async archive(workspaceId: string, name: string): Promise<boolean> {
    const statement = 'UPDATE workflows SET archived_at = now(), updated_at = now() WHERE workspace_id = $1 AND name = $2 AND archived_at IS NULL'
    return (await this.database.write(statement, [workspaceId, name])) === 1
  }

  async getArtifact(artifactId: string): Promise<ArtifactRow | undefined> {
    return (await this.artifacts([artifactId])).get(artifactId)
  }

  async addArtifact(artifact: NewArtifact): Promise<void> {
    await insertArtifact(this.database, artifact)
  }

  async compactedFrom(artifactId: string): Promise<ArtifactRow | undefined> {
    const rows = await this.database.rows<ArtifactColumns>(
      `SELECT * FROM artifact WHERE parent_id = $1 AND kind = 'dag_version' ORDER BY artifact_id LIMIT 1`,
      [artifactId],
    )
    return rows[0] && artifactOf(rows[0])
  }

  async chain(artifactId: string): ReturnType<DocumentStore['chain']> {
    const rows = await this.database.rows<ArtifactColumns & PatchColumns>(
      `${CHAIN} SELECT c.*, ${PATCH_COLUMNS} FROM chain c JOIN patches p ON p.patch_id = c.patch_id WHERE c.kind = 'patch_set' ORDER BY c.depth`,
      [artifactId],
    )
    return rows.map((row) => ({ artifact: artifactOf(row), patch: patchOf(row) }))
  }

  /** Versions, and the inputs, IRs and outputs of the workspace's runs. */
  async references(workspaceId: string, casId: string): Promise<boolean> {
    const rows = await this.database.rows<{ found: boolean }>(
      `SELECT EXISTS (SELECT 1 FROM artifact WHERE workspace_id = $1 AND cas_id = $2)
           OR EXISTS (SELECT 1 FROM runs WHERE inputs_ref = $3 AND workspace_id = $1)
           OR EXISTS (SELECT 1 FROM runs WHERE ir_ref = $3 AND workspace_id = $1)
           OR EXISTS (SELECT 1 FROM event_log e JOIN runs r USING (run_id) WHERE e.output_ref = $3 AND r.workspace_id = $1) AS found`,
      [workspaceId, casId, `cas://sha256:${casId}`],
    )
    return rows[0]?.found === true
  }

  publish(input: Publication): Promise<PublishOutcome> {
    return publish(this.database, input)
  }

  async patchesBetween(from: string, to: string): Promise<PatchRow[] | undefined> {
    const rows = await this.database.rows<{ artifact_id: string } & PatchColumns>(
      `${LINEAGE} SELECT l.artifact_id, ${PATCH_COLUMNS} FROM lineage l LEFT JOIN patches p ON p.patch_id = l.patch_id ORDER BY l.step DESC`,
      [to, from],
    )
    if (rows[0]?.artifact_id !== from) return undefined
    // A base that a compaction made has no patch: its bytes are those of the version before.
    return rows.slice(1).flatMap((row) => (row.patch_id === null ? [] : [patchOf(row)]))
  }

  private async artifacts(ids: readonly string[], reader: Reader = this.database): Promise<Map<string, ArtifactRow>> {
    const rows = await reader.rows<ArtifactColumns>('SELECT * FROM artifact WHERE artifact_id = ANY($1)', [ids])
    return new Map(rows.map((row) => [row.artifact_id, artifactOf(row)]))
  }
}
