import type { Actor } from '@aob/schemas'
import type { PatchSetResult, PatchSetRow, PatchSetStore } from '../../ports/patch-set-store.ts'
import type { Database } from './database.ts'
import { fromJsonb, present, toJson } from './json-column.ts'
import { patchBody } from './patch-rows.ts'
import type { Reader } from './read-replica.ts'

interface PatchSetColumns {
  workflow_id: string
  workspace_id: string
  name: string
  body: unknown
  base_artifact_id: string
  share: number
  actor: Actor
  created_at: Date
  retired_at: Date | null
}

export class PostgresPatchSetStore implements PatchSetStore {
  constructor(
    private readonly database: Database,
    private readonly lists: Reader = database,
  ) {}

  async create(set: Parameters<PatchSetStore['create']>[0]): Promise<boolean> {
    const written = await this.database.write(
      `INSERT INTO patch_sets (workflow_id, name, workspace_id, body, base_artifact_id, share, actor) VALUES ($1, $2, $3, $4, $5, $6, $7)
       ON CONFLICT DO NOTHING`,
      [set.workflowId, set.name, set.workspaceId, patchBody(set.operations, set.anchored), set.baseArtifactId, set.share, toJson(set.actor)],
    )
    return written === 1
  }

  async list(workflowId: string): Promise<PatchSetRow[]> {
    const rows = await this.database.rows<PatchSetColumns>('SELECT * FROM patch_sets WHERE workflow_id = $1 ORDER BY created_at, name', [workflowId])
    return rows.map(patchSetOf)
  }

  async change(workflowId: string, name: string, { share, retired }: { share: number; retired: boolean }): Promise<boolean> {
    const statement = `UPDATE patch_sets SET share = $3, retired_at = CASE WHEN $4 THEN now() END WHERE workflow_id = $1 AND name = $2 AND retired_at IS NULL`
    return (await this.database.write(statement, [workflowId, name, share, retired])) === 1
  }

  async results(workflowId: string): Promise<PatchSetResult[]> {
    const rows = await this.lists.rows<{ patch_sets: string[]; runs: number; by_status: Record<string, number>; median: number | null; p95: number | null }>(
      `WITH counted AS (
         SELECT patch_sets, status, count(*)::int AS runs FROM runs WHERE workflow_id = $1 GROUP BY patch_sets, status
       ), durations AS (
         SELECT patch_sets, percentile_cont(ARRAY[0.5, 0.95]) WITHIN GROUP (ORDER BY extract(epoch FROM ended_at - started_at) * 1000) AS ms
         FROM runs WHERE workflow_id = $1 AND status = 'COMPLETED' GROUP BY patch_sets
       )
       SELECT c.patch_sets, sum(c.runs)::int AS runs, json_object_agg(c.status, c.runs) AS by_status, d.ms[1] AS median, d.ms[2] AS p95
       FROM counted c LEFT JOIN durations d USING (patch_sets) GROUP BY c.patch_sets, d.ms ORDER BY c.patch_sets`,
      [workflowId],
    )
    return rows.map((row) => ({
      patchSets: row.patch_sets,
      runs: row.runs,
      byStatus: row.by_status,
      ...(row.median === null ? {} : { medianMs: Math.round(row.median) }),
      ...(row.p95 === null ? {} : { p95Ms: Math.round(row.p95) }),
    }))
  }
}

function patchSetOf(row: PatchSetColumns): PatchSetRow {
  // Written by `patchBody` only, so its shape is known.
  const { operations, anchored } = fromJsonb(row.body) as Pick<PatchSetRow, 'operations' | 'anchored'>
  return {
    workflowId: row.workflow_id,
    workspaceId: row.workspace_id,
    name: row.name,
    operations,
    anchored,
    baseArtifactId: row.base_artifact_id,
    share: row.share,
    actor: row.actor,
    createdAt: row.created_at,
    retiredAt: present(row.retired_at),
  }
}
