import type { Actor, NodeError, RunMode, RunStatus } from '@aob/schemas'
import type { PartitionCensus, RunDirectory, RunQuery, RunRow } from '../../ports/run-directory.ts'
import { scheduleActorId } from '../../ports/schedules.ts'
import type { NewTimer } from '../../ports/timers.ts'
import type { Database, Session } from './database.ts'
import { present, toJson } from './json-column.ts'
import type { Reader } from './read-replica.ts'
import { setTimer } from './timers.ts'

interface RunColumns {
  run_id: string
  workspace_id: string
  workflow_id: string | null
  workflow_name: string
  version_label: string | null
  status: RunStatus
  mode: RunMode
  partition: number
  partitions: number
  started_at: Date
  ended_at: Date | null
  artifact_id: string
  head_artifact_id: string
  ir_ref: string
  ir_version: number
  inputs_ref: string
  started_by: Actor
  replay: RunRow['replay'] | null
  error: NodeError | null
  pending_approvals: number
  pending_patches: number
  patch_count: number
  patch_sets: string[]
}

const SELECT_RUN = `SELECT r.*, (SELECT count(*)::int FROM patches p WHERE p.run_id = r.run_id AND p.status = 'proposed') AS pending_patches FROM runs r`

const OPEN = `r.status IN ('RUNNING', 'WAITING_FOR_APPROVAL', 'PAUSED')`

type NewRun = Parameters<RunDirectory['create']>[0]

export class PostgresRunDirectory implements RunDirectory, PartitionCensus {
  constructor(
    private readonly database: Database,
    private readonly lists: Reader = database,
  ) {}

  /** The row is the durable start: an open run without events and without hot state is started from it. */
  async create(row: NewRun, idempotencyKey?: string, timeout?: NewTimer): ReturnType<RunDirectory['create']> {
    const earlier = idempotencyKey === undefined ? undefined : await this.byKey(row.workspaceId, idempotencyKey)
    if (earlier) return { kind: 'existing', run: earlier }
    const created = await this.database.transaction(async (session) => {
      // The key comes first: whoever loses it has written nothing, and the winner's run is the answer.
      if (idempotencyKey !== undefined && !(await insertKey(session, row, idempotencyKey))) return false
      const inserted = await insertRun(session, row)
      if (inserted && timeout) await setTimer(session, timeout)
      return inserted
    })
    const run =
      (created || idempotencyKey === undefined ? undefined : await this.byKey(row.workspaceId, idempotencyKey)) ?? (await this.get(row.runId, row.workspaceId))
    if (run === undefined) throw new Error(`Run ${row.runId} cannot be read after it was stored.`)
    return { kind: created ? 'created' : 'existing', run }
  }

  async get(runId: string, workspaceId?: string): Promise<RunRow | undefined> {
    const rows = await this.database.rows<RunColumns>(`${SELECT_RUN} WHERE r.run_id = $1 AND ($2::text IS NULL OR r.workspace_id = $2)`, [runId, workspaceId])
    return rows[0] && runOf(rows[0])
  }

  /** Newest first: run ids sort by time. */
  async list(query: RunQuery): Promise<RunRow[]> {
    // Only a query that names a schedule may lead through the index of those.
    const ofSchedule = query.scheduleId === undefined ? '' : `AND r.started_by ->> 'kind' = 'system' AND r.started_by ->> 'id' = $6`
    const rows = await this.lists.rows<RunColumns>(
      `${SELECT_RUN} WHERE r.workspace_id = $1 AND ($2::text IS NULL OR r.workflow_name = $2) AND ($3::text IS NULL OR r.status = $3)
         AND ($4::text IS NULL OR r.run_id < $4) ${ofSchedule} ORDER BY r.run_id DESC LIMIT $5`,
      [
        query.workspaceId,
        query.workflowName,
        query.status,
        query.cursor,
        query.limit,
        ...(query.scheduleId === undefined ? [] : [scheduleActorId(query.scheduleId)]),
      ],
    )
    return rows.map(runOf)
  }

  async listOpen(afterRunId: string | undefined, limit: number): Promise<RunRow[]> {
    const rows = await this.database.rows<RunColumns>(`${SELECT_RUN} WHERE ${OPEN} AND ($1::text IS NULL OR r.run_id > $1) ORDER BY r.run_id LIMIT $2`, [
      afterRunId,
      limit,
    ])
    return rows.map(runOf)
  }

  async partitionsInUse(): Promise<number> {
    const rows = await this.database.rows<{ count: number }>(`SELECT coalesce(max(r.partition) + 1, 0)::int AS count FROM runs r WHERE ${OPEN}`)
    return rows[0]?.count ?? 0
  }

  private async byKey(workspaceId: string, key: string): Promise<RunRow | undefined> {
    const rows = await this.database.rows<RunColumns>(`${SELECT_RUN} JOIN idempotency_keys k USING (run_id) WHERE k.workspace_id = $1 AND k.key = $2`, [
      workspaceId,
      key,
    ])
    return rows[0] && runOf(rows[0])
  }
}

async function insertRun(session: Session, row: NewRun): Promise<boolean> {
  const inserted = await session.write(
    `INSERT INTO runs (run_id, workspace_id, workflow_id, workflow_name, version_label, partition, partitions,
       artifact_id, head_artifact_id, ir_ref, inputs_ref, started_by, replay, patch_sets, mode)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) ON CONFLICT (run_id) DO NOTHING`,
    [
      row.runId,
      row.workspaceId,
      row.workflowId,
      row.workflowName,
      row.versionLabel,
      row.partition,
      row.partitions,
      row.artifactId,
      row.headArtifactId,
      row.irRef,
      row.inputsRef,
      toJson(row.startedBy),
      toJson(row.replay),
      row.patchSets ?? [],
      row.mode ?? 'full',
    ],
  )
  return inserted === 1
}

async function insertKey(session: Session, row: NewRun, key: string): Promise<boolean> {
  const statement = 'INSERT INTO idempotency_keys (workspace_id, key, run_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING'
  return (await session.write(statement, [row.workspaceId, key, row.runId])) === 1
}

function runOf(row: RunColumns): RunRow {
  return {
    runId: row.run_id,
    workspaceId: row.workspace_id,
    workflowId: present(row.workflow_id),
    workflowName: row.workflow_name,
    versionLabel: present(row.version_label),
    status: row.status,
    mode: row.mode,
    partition: row.partition,
    partitions: row.partitions,
    startedAt: row.started_at,
    endedAt: present(row.ended_at),
    artifactId: row.artifact_id,
    headArtifactId: row.head_artifact_id,
    irRef: row.ir_ref,
    irVersion: row.ir_version,
    inputsRef: row.inputs_ref,
    startedBy: row.started_by,
    replay: present(row.replay),
    error: present(row.error),
    pendingApprovals: row.pending_approvals,
    pendingPatches: row.pending_patches,
    patchCount: row.patch_count,
    ...(row.patch_sets.length > 0 ? { patchSets: row.patch_sets } : {}),
  }
}
