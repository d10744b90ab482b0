import type { WorkspaceNotice } from '@aob/schemas'

/** A procedure whose answers are out of date, with the input that narrows it. */
export interface StaleQuery {
  path: readonly [router: string, procedure: string]
  input?: Readonly<Record<string, string>>
}

/**
 * The queries a notice makes stale. One notice may touch several: a patch changes its own record, the run's
 * document and audit, and the counts in the run list.
 */
export function staleQueries(notice: WorkspaceNotice): StaleQuery[] {
  const runQueries: StaleQuery[] = [{ path: ['runs', 'list'] }]
  if (notice.runId) runQueries.push({ path: ['runs', 'get'], input: { runId: notice.runId } })
  switch (notice.kind) {
    case 'run':
      // A run that starts may be one a schedule has started.
      return [...runQueries, { path: ['workflows', 'list'] }, ...(notice.status === 'started' ? [{ path: ['schedules', 'list'] as const }] : [])]
    case 'approval':
      return [
        ...runQueries,
        { path: ['approvals', 'list'] },
        ...(notice.approvalId ? [{ path: ['approvals', 'get'] as const, input: { approvalId: notice.approvalId } }] : []),
      ]
    case 'patch':
      return [
        ...runQueries,
        { path: ['patches', 'list'] },
        ...(notice.patchId ? [{ path: ['patches', 'get'] as const, input: { patchId: notice.patchId } }] : []),
        ...(notice.runId ? [{ path: ['runs', 'audit'] as const, input: { runId: notice.runId } }] : []),
      ]
    case 'draft':
      return [{ path: ['drafts', 'read'], ...(notice.workflowName ? { input: { name: notice.workflowName } } : {}) }]
    case 'presence':
      return []
    case 'workflow':
      return [
        { path: ['workflows', 'list'] },
        { path: ['workflows', 'get'] },
        { path: ['workflows', 'history'] },
        { path: ['workflows', 'versions'] },
        { path: ['patches', 'list'] },
      ]
  }
}
