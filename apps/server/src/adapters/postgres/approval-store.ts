import type { Actor } from '@aob/schemas'
import { DomainError } from '../../domain-error.ts'
import type { ApprovalRow, ApprovalStore } from '../../ports/approval-store.ts'
import { insertCommand } from './command-store.ts'
import type { Database, Session } from './database.ts'
import { present, toJson } from './json-column.ts'

interface ApprovalColumns {
  approval_id: string
  workspace_id: string
  run_id: string
  node_id: string
  node_name: string | null
  attempt: number
  workflow_name: string
  status: ApprovalRow['status']
  title: string
  message: string | null
  evidence: unknown
  assignee: string | null
  protects: ApprovalRow['protects']
  request_hash: string
  created_at: Date
  deadline: Date | null
  on_timeout: ApprovalRow['onTimeout']
  escalate_to: string | null
  decision: ApprovalRow['decision'] | null
  reason: string | null
  decided_by: Actor | null
  decided_at: Date | null
  channel: string | null
}

export class PostgresApprovalStore implements ApprovalStore {
  constructor(private readonly database: Database) {}

  async request(row: Parameters<ApprovalStore['request']>[0], retriedFrom = 0): Promise<ApprovalRow> {
    return this.database.transaction(async (session) => {
      // Two workers may hold tokens of one node: they ask one after the other.
      await session.rows(`SELECT pg_advisory_xact_lock(hashtextextended($1, 0))`, [`approval:${row.runId}/${row.nodeId}`])
      const asked = await session.rows<ApprovalColumns>('SELECT * FROM approvals WHERE run_id = $1 AND node_id = $2 AND attempt > $3 ORDER BY attempt DESC', [
        row.runId,
        row.nodeId,
        retriedFrom,
      ])
      const own = asked.find(({ attempt }) => attempt === row.attempt)
      if (own) return approvalOf(own)
      const same = asked.find((known) => known.request_hash === row.requestHash && isOpenOrDecided(known))
      if (same) return approvalOf(await takenOver(session, same, row.attempt))
      const later = asked.find(({ attempt, status }) => attempt > row.attempt && status === 'waiting_for_approval')
      if (later) return approvalOf(later)
      for (const known of asked) await withdrawOpen(session, known.approval_id)
      return approvalOf(await insertRequest(session, row))
    })
  }

  async get(approvalId: string): Promise<ApprovalRow | undefined> {
    const rows = await this.database.rows<ApprovalColumns>('SELECT * FROM approvals WHERE approval_id = $1', [approvalId])
    return rows[0] && approvalOf(rows[0])
  }

  /** Newest first. */
  async list(query: Parameters<ApprovalStore['list']>[0]): Promise<ApprovalRow[]> {
    const rows = await this.database.rows<ApprovalColumns>(
      `SELECT * FROM approvals WHERE workspace_id = $1 AND ($2::text IS NULL OR status = $2) AND ($3::text IS NULL OR run_id = $3)
       ORDER BY created_at DESC, approval_id DESC LIMIT $4`,
      [query.workspaceId, query.status, query.runId, query.limit],
    )
    return rows.map(approvalOf)
  }

  /** Throws `resource.not_found` for an unknown approval. One that was withdrawn answers `already`. */
  async decide(input: Parameters<ApprovalStore['decide']>[0]): ReturnType<ApprovalStore['decide']> {
    return this.database.transaction(async (session) => {
      const rows = await session.rows<ApprovalColumns>(
        `UPDATE approvals SET status = CASE WHEN $2 = 'approve' THEN 'approved' ELSE 'rejected' END,
           decision = $2, reason = $3, decided_by = $4, decided_at = now(), channel = $5
         WHERE approval_id = $1 AND status = 'waiting_for_approval' RETURNING *`,
        [input.approvalId, input.decision, input.reason, toJson(input.actor), input.channel],
      )
      const decided = rows[0]
      if (decided === undefined) return { kind: 'already', approval: await existing(session, input.approvalId) }
      await insertCommand(session, { commandId: input.commandId, runId: decided.run_id, kind: 'decide_approval', payload: input.payload })
      return { kind: 'decided', approval: approvalOf(decided) }
    })
  }

  async withdraw(approvalId: string): Promise<void> {
    await withdrawOpen(this.database, approvalId)
  }

  async rebind(approvalId: string, binding: Pick<ApprovalRow, 'protects' | 'requestHash'>): Promise<void> {
    await this.database.write(`UPDATE approvals SET protects = $2, request_hash = $3 WHERE approval_id = $1 AND status = 'waiting_for_approval'`, [
      approvalId,
      toJson(binding.protects),
      binding.requestHash,
    ])
  }

  async escalate(approvalId: string, change: { assignee: string; deadline: Date; passed: Date | undefined }): Promise<boolean> {
    const statement = `UPDATE approvals SET assignee = $2, deadline = $3, deadline_leased_until = NULL
       WHERE approval_id = $1 AND status = 'waiting_for_approval' AND deadline IS NOT DISTINCT FROM $4::timestamptz`
    return (await this.database.write(statement, [approvalId, change.assignee, change.deadline, change.passed ?? null])) === 1
  }

  async waiting(afterApprovalId: string | undefined, limit: number): Promise<ApprovalRow[]> {
    const rows = await this.database.rows<ApprovalColumns>(
      `SELECT * FROM approvals WHERE status = 'waiting_for_approval' AND ($1::text IS NULL OR approval_id > $1) ORDER BY approval_id LIMIT $2`,
      [afterApprovalId, limit],
    )
    return rows.map(approvalOf)
  }

  async leaseDue(now: Date, limit: number, leaseMs: number): Promise<ApprovalRow[]> {
    const rows = await this.database.rows<ApprovalColumns & { deadline: Date }>(
      `UPDATE approvals SET deadline_leased_until = $3 WHERE approval_id IN (
         SELECT approval_id FROM approvals
         WHERE status = 'waiting_for_approval' AND deadline <= $1 AND (deadline_leased_until IS NULL OR deadline_leased_until <= $1)
         ORDER BY deadline, approval_id LIMIT $2 FOR UPDATE SKIP LOCKED)
       RETURNING *`,
      [now, limit, new Date(now.getTime() + leaseMs)],
    )
    return rows.sort((a, b) => a.deadline.getTime() - b.deadline.getTime()).map(approvalOf)
  }
}

async function existing(session: Session, approvalId: string): Promise<ApprovalRow> {
  const rows = await session.rows<ApprovalColumns>('SELECT * FROM approvals WHERE approval_id = $1', [approvalId])
  if (rows[0] === undefined) throw new DomainError('resource.not_found', 'There is no such approval.')
  return approvalOf(rows[0])
}

function isOpenOrDecided({ status }: ApprovalColumns): boolean {
  return status !== 'withdrawn'
}

/** A question asked once more is the later attempt's from then on, so that a second worker of that attempt finds it whatever it asks. */
async function takenOver(session: Session, known: ApprovalColumns, attempt: number): Promise<ApprovalColumns> {
  if (attempt <= known.attempt) return known
  await session.write('UPDATE approvals SET attempt = $2 WHERE approval_id = $1', [known.approval_id, attempt])
  return { ...known, attempt }
}

async function withdrawOpen(session: Session, approvalId: string): Promise<void> {
  await session.write(`UPDATE approvals SET status = 'withdrawn' WHERE approval_id = $1 AND status = 'waiting_for_approval'`, [approvalId])
}

async function insertRequest(session: Session, row: Parameters<ApprovalStore['request']>[0]): Promise<ApprovalColumns> {
  const inserted = await session.rows<ApprovalColumns>(
    `INSERT INTO approvals (approval_id, workspace_id, run_id, node_id, node_name, attempt, workflow_name, title, message, evidence, assignee,
       protects, request_hash, deadline, on_timeout, escalate_to)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) RETURNING *`,
    [
      row.approvalId,
      row.workspaceId,
      row.runId,
      row.nodeId,
      row.nodeName,
      row.attempt,
      row.workflowName,
      row.title,
      row.message,
      toJson(row.evidence),
      row.assignee,
      toJson(row.protects),
      row.requestHash,
      row.deadline,
      row.onTimeout,
      row.escalateTo,
    ],
  )
  if (inserted[0] === undefined) throw new Error(`Approval ${row.approvalId} cannot be read after it was stored.`)
  return inserted[0]
}

function approvalOf(row: ApprovalColumns): ApprovalRow {
  return {
    approvalId: row.approval_id,
    workspaceId: row.workspace_id,
    runId: row.run_id,
    nodeId: row.node_id,
    nodeName: present(row.node_name),
    attempt: row.attempt,
    workflowName: row.workflow_name,
    status: row.status,
    title: row.title,
    message: present(row.message),
    evidence: present(row.evidence),
    assignee: present(row.assignee),
    protects: row.protects,
    requestHash: row.request_hash,
    createdAt: row.created_at,
    deadline: present(row.deadline),
    onTimeout: row.on_timeout,
    escalateTo: present(row.escalate_to),
    decision: present(row.decision),
    reason: present(row.reason),
    decidedBy: present(row.decided_by),
    decidedAt: present(row.decided_at),
    channel: present(row.channel),
  }
}
