import type { ApprovalView } from '@aob/schemas'
import type { ApprovalRow } from '../../ports/approval-store.ts'

/** A stored approval as the API shows it. */
export function approvalView(row: ApprovalRow): ApprovalView {
  return {
    approvalId: row.approvalId,
    runId: row.runId,
    nodeId: row.nodeId,
    ...(row.nodeName ? { nodeName: row.nodeName } : {}),
    workflowName: row.workflowName,
    status: row.status,
    title: row.title,
    ...(row.message ? { message: row.message } : {}),
    ...(row.evidence === undefined || row.evidence === null ? {} : { evidence: row.evidence }),
    ...(row.assignee ? { assignee: row.assignee } : {}),
    protects: row.protects,
    requestHash: row.requestHash,
    createdAt: row.createdAt.toISOString(),
    ...(row.deadline ? { deadline: row.deadline.toISOString() } : {}),
    ...(row.decision ? { decision: row.decision } : {}),
    ...(row.reason ? { reason: row.reason } : {}),
    ...(row.decidedBy ? { decidedBy: row.decidedBy } : {}),
    ...(row.decidedAt ? { decidedAt: row.decidedAt.toISOString() } : {}),
  }
}
