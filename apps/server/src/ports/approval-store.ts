import type { Actor } from '@aob/schemas'

export interface ApprovalRow {
  approvalId: string
  workspaceId: string
  runId: string
  nodeId: string
  nodeName?: string
  attempt: number
  workflowName: string
  status: 'waiting_for_approval' | 'approved' | 'rejected' | 'withdrawn'
  title: string
  message?: string
  evidence?: unknown
  assignee?: string
  /** `preview`: the config with expressions filled in as far as they can be; for people to read, not part of the hash. */
  protects: Array<{ nodeId: string; name?: string; type: string; config: Record<string, unknown>; preview?: Record<string, unknown> }>
  requestHash: string
  createdAt: Date
  deadline?: Date
  onTimeout: 'escalate' | 'reject' | 'approve'
  escalateTo?: string
  decision?: 'approve' | 'reject'
  reason?: string
  decidedBy?: Actor
  decidedAt?: Date
  channel?: string
}

export interface ApprovalStore {
  /**
   * One approval per node: asking the same question again (by `requestHash`, in whatever attempt) returns the first one, decided or not,
   * unless it was withdrawn; it is the later attempt's from then on. Another question of the same node withdraws the open ones before it; one
   * attempt asks one question, and an attempt that has been overtaken gets the open question of the later one.
   * Questions of attempts up to `retriedFrom` do not count any more: a person had the node tried again.
   */
  request(row: Omit<ApprovalRow, 'status' | 'createdAt'>, retriedFrom?: number): Promise<ApprovalRow>
  get(approvalId: string): Promise<ApprovalRow | undefined>
  list(query: { workspaceId: string; status?: ApprovalRow['status']; runId?: string; limit: number }): Promise<ApprovalRow[]>
  /** Records the decision and its durable command in one transaction; the first decision wins. */
  decide(input: {
    approvalId: string
    decision: 'approve' | 'reject'
    reason?: string
    actor: Actor
    channel: string
    commandId: string
    payload: Record<string, unknown>
  }): Promise<{ kind: 'decided'; approval: ApprovalRow } | { kind: 'already'; approval: ApprovalRow }>
  withdraw(approvalId: string): Promise<void>
  /** Binds a waiting approval to what it now protects; who has seen the earlier request must look again. A decided one is left alone. */
  rebind(approvalId: string, binding: Pick<ApprovalRow, 'protects' | 'requestHash'>): Promise<void>
  /**
   * Hands an approval that waits under the deadline `passed` to somebody else with a new one. False when it was decided or handed over before:
   * of several processes that see a deadline pass, one tells people (ER-07).
   */
  escalate(approvalId: string, change: { assignee: string; deadline: Date; passed: Date | undefined }): Promise<boolean>
  /** Waiting approvals of every workspace, ended runs included, by id and page by page. */
  waiting(afterApprovalId: string | undefined, limit: number): Promise<ApprovalRow[]>
  /**
   * Waiting approvals whose deadline has passed, the longest overdue first. They are the caller's for `leaseMs`: nobody gets them again before,
   * so that those which cannot be worked off leave room for the ones behind them. A new deadline ends the lease.
   */
  leaseDue(now: Date, limit: number, leaseMs: number): Promise<ApprovalRow[]>
}
