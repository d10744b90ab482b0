import type { NodeError, RunEvent } from '@aob/schemas'

export type LogLevel = 'info' | 'success' | 'warning' | 'error' | 'attention'

/** One line of the run's log, made from one event. `seq` is the event's number and its address. */
export interface LogLine {
  seq: number
  at: number
  level: LogLevel
  type: RunEvent['type']
  nodeId?: string
  patchId?: string
  text: string
  /** Second part, shown in a quieter tone: error message, reason, rationale. */
  detail?: string
  /** True when `detail` was written by an agent, so that it is set apart from our own words. */
  agentText?: boolean
}

type Draft = Pick<LogLine, 'level' | 'text'> & Partial<Pick<LogLine, 'detail' | 'agentText'>>

function errorDetail(error: NodeError): string {
  return `${error.code}: ${error.message}`
}

function ms(value: number | undefined): string {
  if (value === undefined) return ''
  return value < 1_000 ? ` in ${value} ms` : ` in ${(value / 1_000).toFixed(value < 10_000 ? 2 : 1)} s`
}

function nth(attempt: number): string {
  return attempt > 1 ? ` (attempt ${attempt})` : ''
}

function who(event: RunEvent): string {
  return event.actor?.name ?? event.actor?.id ?? 'Somebody'
}

function draftOf(event: RunEvent): Draft {
  switch (event.type) {
    case 'run.started':
      return { level: 'info', text: `Run of ${event.data.workflowName} started` }
    case 'run.completed':
      return { level: 'success', text: 'Run completed' }
    case 'run.failed':
      return { level: 'error', text: 'Run failed', detail: errorDetail(event.data.error) }
    case 'run.cancelled':
      return { level: 'warning', text: `Run cancelled by ${who(event)}`, ...(event.data.reason ? { detail: event.data.reason } : {}) }
    case 'run.timed_out':
      return { level: 'error', text: `Run timed out${event.data.afterMs === undefined ? '' : ` after ${event.data.afterMs} ms`}` }
    case 'run.paused':
      return { level: 'attention', text: `Run paused by ${who(event)}`, ...(event.data.reason ? { detail: event.data.reason } : {}) }
    case 'run.resumed':
      return { level: 'info', text: `Run resumed by ${who(event)}`, ...(event.data.reason ? { detail: event.data.reason } : {}) }
    case 'run.recovered':
      return { level: 'warning', text: 'Run recovered from its record', detail: 'What was under way runs again.' }
    case 'agent.called':
      return { level: 'info', text: `Model call ${event.data.call} answered${ms(event.data.durationMs)}`, detail: agentCallDetail(event.data) }
    case 'approval.requested':
      return { level: 'attention', text: 'Needs you', detail: event.data.title }
    case 'approval.decided':
      return {
        level: event.data.decision === 'approve' ? 'success' : 'warning',
        text: `${event.data.decision === 'approve' ? 'Approved' : 'Rejected'} by ${who(event)}`,
        ...(event.data.reason ? { detail: event.data.reason } : {}),
      }
    case 'patch.proposed':
    case 'patch.applied':
    case 'patch.rejected':
    case 'patch.invalid':
      return patchDraft(event)
    case 'scope.opened':
    case 'scope.activated':
    case 'scope.settled':
      return scopeDraft(event)
    default:
      return nodeDraft(event)
  }
}

function agentCallDetail(data: Extract<RunEvent, { type: 'agent.called' }>['data']): string {
  const tokens = (data.usage?.inputTokens ?? 0) + (data.usage?.outputTokens ?? 0)
  const parts = [data.model, tokens > 0 ? `${tokens} tokens` : '', data.tools?.length ? `tools: ${data.tools.join(', ')}` : '']
  return parts.filter(Boolean).join(' · ')
}

type PatchEvent = Extract<RunEvent, { type: 'patch.proposed' | 'patch.applied' | 'patch.rejected' | 'patch.invalid' }>

function patchDraft(event: PatchEvent): Draft {
  const byAgent = event.actor?.kind === 'agent'
  switch (event.type) {
    case 'patch.proposed':
      return {
        level: 'attention',
        text: `${who(event)} ${who(event) === 'You' ? 'propose' : 'proposes'} a change`,
        ...rationaleOf(event.data.rationale, byAgent),
      }
    case 'patch.applied':
      return { level: 'success', text: `Change applied, graph is now version ${event.data.irVersion}`, ...rationaleOf(event.data.rationale, byAgent) }
    case 'patch.rejected':
      return { level: 'warning', text: `Change rejected by ${who(event)}`, ...(event.data.reason ? { detail: event.data.reason } : {}) }
    case 'patch.invalid':
      return { level: 'error', text: 'Proposed change refused', detail: [event.data.code, event.data.reason].filter(Boolean).join(': ') }
  }
}

function rationaleOf(rationale: string | undefined, byAgent: boolean): Partial<Draft> {
  return rationale ? { detail: rationale, agentText: byAgent } : {}
}

type ScopeEvent = Extract<RunEvent, { type: `scope.${string}` }>

function scopeDraft(event: ScopeEvent): Draft {
  switch (event.type) {
    case 'scope.opened': {
      const { count } = event.data
      return { level: 'info', text: count === 1 ? 'Runs its body' : `Runs its body ${count} times` }
    }
    case 'scope.activated': {
      const { first, last } = event.data
      return { level: 'info', text: first === last ? `Round ${first} begins` : `Rounds ${first} to ${last} begin` }
    }
    case 'scope.settled': {
      const { index, error, stops } = event.data
      return error
        ? { level: stops ? 'error' : 'warning', text: `Round ${index} failed`, detail: errorDetail(error) }
        : { level: 'success', text: `Round ${index} is done` }
    }
  }
}

type NodeEvent = Extract<RunEvent, { type: `node.${string}` }>

const SKIPPED: Readonly<Record<Extract<RunEvent, { type: 'node.skipped' }>['data']['reason'], (nodeType: string) => string>> = {
  unknown_type: (nodeType) => `unknown node type ${nodeType}`,
  agent_limit: () => 'agent limit reached',
  review: () => 'by decision of a person',
}

const RESOLVED = { retry: 'has it tried again', skip: 'skips it', fail: 'lets it fail', complete: 'completes it' } as const
const RESOLVED_BY_YOU = { retry: 'have it tried again', skip: 'skip it', fail: 'let it fail', complete: 'complete it' } as const

function nodeDraft(event: NodeEvent): Draft {
  switch (event.type) {
    case 'node.queued':
      return { level: 'info', text: `Queued${nth(event.data.attempt)}` }
    case 'node.started':
      return { level: 'info', text: `Running${nth(event.data.attempt)}` }
    case 'node.delayed':
      return { level: 'info', text: `Waits until ${new Date(event.data.dueAt).toLocaleString()}` }
    case 'node.reused':
      return { level: 'info', text: 'Taken over from the run this one repeats', ...(event.data.port === 'out' ? {} : { detail: `took ${event.data.port}` }) }
    case 'node.completed':
      return { level: 'success', text: `Succeeded${ms(event.data.durationMs)}`, ...(event.data.port === 'out' ? {} : { detail: `took ${event.data.port}` }) }
    case 'node.awaiting':
      return {
        level: 'attention',
        text: event.data.patches.length === 1 ? 'Waits for the review of its change' : `Waits for the review of its ${event.data.patches.length} changes`,
      }
    case 'node.failed':
      return { level: event.data.handled ? 'warning' : 'error', text: `Failed${nth(event.data.attempt)}`, detail: errorDetail(event.data.error) }
    case 'node.retrying':
      return { level: 'warning', text: `Attempt ${event.data.attempt} failed, trying again`, detail: errorDetail(event.data.error) }
    case 'node.skipped':
      return {
        level: 'warning',
        text: 'Skipped',
        detail: SKIPPED[event.data.reason](event.data.nodeType),
      }
    case 'node.held':
      return { level: 'attention', text: 'Held', detail: event.data.error ? errorDetail(event.data.error) : event.data.reason }
    case 'node.resolved':
      return {
        level: 'info',
        text: `${who(event)} ${who(event) === 'You' ? RESOLVED_BY_YOU[event.data.resolution] : RESOLVED[event.data.resolution]}`,
        detail: event.data.reason,
      }
    case 'node.not_taken':
      return { level: 'info', text: 'Branch not taken' }
    case 'node.withdrawn':
      return { level: 'info', text: 'Withdrawn and judged again after a change' }
  }
}

/** The log line of an event. */
export function logLine(event: RunEvent): LogLine {
  const line: LogLine = { seq: event.seq, at: event.at, type: event.type, ...draftOf(event) }
  if ('nodeId' in event.data && typeof event.data.nodeId === 'string') line.nodeId = event.data.nodeId
  if ('patchId' in event.data && typeof event.data.patchId === 'string') line.patchId = event.data.patchId
  return line
}

/** Lines of one node, at or above a level of interest. */
export function filterLog(lines: readonly LogLine[], filter: { nodeId?: string; problemsOnly?: boolean }): readonly LogLine[] {
  if (!filter.nodeId && !filter.problemsOnly) return lines
  return lines.filter(
    (line) => (!filter.nodeId || line.nodeId === filter.nodeId) && (!filter.problemsOnly || line.level === 'error' || line.level === 'warning'),
  )
}
