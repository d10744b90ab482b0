import { DomainError } from '../../domain-error.ts'
import type { ApprovalRow, ApprovalStore } from '../../ports/approval-store.ts'
import { copyOf, insertCommand, newestFirst, type Tables } from './tables.ts'

/** Approvals in memory, for the simulation only. */
export class MemoryApprovalStore implements ApprovalStore {
  /** Until when deadlines are somebody's, by approval. */
  private readonly leasedUntil = new Map<string, number>()

  constructor(private readonly tables: Tables) {}

  async request(row: Parameters<ApprovalStore['request']>[0], retriedFrom = 0): Promise<ApprovalRow> {
    const asked = [...this.tables.approvals.values()].filter(
      ({ runId, nodeId, attempt }) => runId === row.runId && nodeId === row.nodeId && attempt > retriedFrom,
    )
    const latestFirst = asked.sort((left, right) => right.attempt - left.attempt)
    const own = latestFirst.find(({ attempt }) => attempt === row.attempt)
    if (own) return copyOf(own)
    const same = latestFirst.find(({ requestHash, status }) => requestHash === row.requestHash && status !== 'withdrawn')
    if (same) return copyOf(Object.assign(same, { attempt: Math.max(same.attempt, row.attempt) }))
    const later = latestFirst.find(({ attempt, status }) => attempt > row.attempt && status === 'waiting_for_approval')
    if (later) return copyOf(later)
    for (const { approvalId } of asked) await this.withdraw(approvalId)
    const stored: ApprovalRow = { deadline: undefined, ...copyOf(row), status: 'waiting_for_approval', createdAt: this.tables.now() }
    this.tables.approvals.set(row.approvalId, stored)
    return copyOf(stored)
  }

  async get(approvalId: string): Promise<ApprovalRow | undefined> {
    const approval = this.tables.approvals.get(approvalId)
    return approval && copyOf(approval)
  }

  async list({ workspaceId, status, runId, limit }: Parameters<ApprovalStore['list']>[0]): Promise<ApprovalRow[]> {
    const rows = newestFirst(this.tables.approvals.values()).filter(
      (each) => each.workspaceId === workspaceId && (status ?? each.status) === each.status && (runId ?? each.runId) === each.runId,
    )
    return copyOf(rows.slice(0, limit))
  }

  async decide(input: Parameters<ApprovalStore['decide']>[0]): ReturnType<ApprovalStore['decide']> {
    const approval = this.tables.approvals.get(input.approvalId)
    if (!approval) throw new DomainError('resource.not_found', 'There is no such approval.')
    if (approval.status !== 'waiting_for_approval') return { kind: 'already', approval: copyOf(approval) }
    const { decision, reason, actor, channel, commandId, payload } = copyOf(input)
    Object.assign(approval, { status: decision === 'approve' ? 'approved' : 'rejected', decision, decidedBy: actor, decidedAt: this.tables.now(), channel })
    if (reason !== undefined) approval.reason = reason
    insertCommand(this.tables, { commandId, runId: approval.runId, kind: 'decide_approval', payload })
    return { kind: 'decided', approval: copyOf(approval) }
  }

  async withdraw(approvalId: string): Promise<void> {
    const approval = this.openOne(approvalId)
    if (approval) approval.status = 'withdrawn'
  }

  async escalate(approvalId: string, { passed, ...change }: { assignee: string; deadline: Date; passed: Date | undefined }): Promise<boolean> {
    const waiting = this.openOne(approvalId)
    if (!waiting || waiting.deadline?.getTime() !== passed?.getTime()) return false
    Object.assign(waiting, copyOf(change))
    this.leasedUntil.delete(approvalId)
    return true
  }

  async rebind(approvalId: string, binding: Pick<ApprovalRow, 'protects' | 'requestHash'>): Promise<void> {
    Object.assign(this.openOne(approvalId) ?? {}, copyOf(binding))
  }

  async waiting(afterApprovalId: string | undefined, limit: number): Promise<ApprovalRow[]> {
    const open = [...this.tables.approvals.values()].filter(({ status }) => status === 'waiting_for_approval')
    const behind = open.filter(({ approvalId }) => afterApprovalId === undefined || approvalId > afterApprovalId)
    return copyOf(behind.sort((left, right) => (left.approvalId < right.approvalId ? -1 : 1)).slice(0, limit))
  }

  async leaseDue(now: Date, limit: number, leaseMs: number): Promise<ApprovalRow[]> {
    const timeOf = ({ deadline }: ApprovalRow) => deadline?.getTime() ?? Number.POSITIVE_INFINITY
    const due = [...this.tables.approvals.values()].filter(
      (each) => each.status === 'waiting_for_approval' && timeOf(each) <= now.getTime() && (this.leasedUntil.get(each.approvalId) ?? 0) <= now.getTime(),
    )
    const leased = due.sort((left, right) => timeOf(left) - timeOf(right)).slice(0, limit)
    for (const { approvalId } of leased) this.leasedUntil.set(approvalId, now.getTime() + leaseMs)
    return copyOf(leased)
  }

  private openOne(approvalId: string): ApprovalRow | undefined {
    const approval = this.tables.approvals.get(approvalId)
    return approval?.status === 'waiting_for_approval' ? approval : undefined
  }
}
