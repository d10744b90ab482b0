import type { RunEvent, WorkspaceNotice } from '@aob/schemas'

/** What people watching the workspace should hear of an event; undefined for the many that only concern the run's own page. */
export function noticeOf(event: RunEvent, workflowName: string): WorkspaceNotice | undefined {
  const common = { runId: event.runId, workflowName }
  switch (event.type) {
    case 'run.started':
    case 'run.paused':
    case 'run.resumed':
    case 'run.completed':
    case 'run.failed':
    case 'run.cancelled':
    case 'run.timed_out':
      return { kind: 'run', ...common, status: event.type.slice('run.'.length) }
    case 'node.failed':
      return { kind: 'run', ...common, status: 'node_failed', nodeId: event.data.nodeId, title: event.data.error.message }
    case 'node.held':
      return { kind: 'run', ...common, status: 'node_held', nodeId: event.data.nodeId, ...(event.data.error ? { title: event.data.error.message } : {}) }
    case 'node.resolved':
      return { kind: 'run', ...common, status: 'node_resolved', nodeId: event.data.nodeId }
    case 'approval.requested':
      return { kind: 'approval', ...common, status: 'requested', approvalId: event.data.approvalId, nodeId: event.data.nodeId, title: event.data.title }
    case 'approval.decided':
      return { kind: 'approval', ...common, status: 'decided', approvalId: event.data.approvalId, nodeId: event.data.nodeId }
    case 'patch.proposed':
    case 'patch.applied':
    case 'patch.rejected':
    case 'patch.invalid':
      return { kind: 'patch', ...common, status: event.type.slice('patch.'.length), patchId: event.data.patchId }
    default:
      return undefined
  }
}
