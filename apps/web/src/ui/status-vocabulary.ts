import type { NodeStatus, RunStatus } from '@aob/schemas'

/** What a person reads about a node, a run or an approval. */
export type StatusWord =
  | 'idle'
  | 'queued'
  | 'running'
  | 'waiting'
  | 'succeeded'
  | 'failed'
  | 'retrying'
  | 'delayed'
  | 'skipped'
  | 'held'
  | 'not_taken'
  | 'cancelled'
  | 'paused'
  | 'timed_out'
  | 'rejected'
  | 'withdrawn'

export interface StatusLook {
  word: string
  /** Tailwind text colour; colour never stands alone, an icon and the word go with it. */
  color: string
}

export const STATUS_LOOKS: Readonly<Record<StatusWord, StatusLook>> = {
  idle: { word: 'Not run', color: 'text-status-idle' },
  queued: { word: 'Queued', color: 'text-status-queued' },
  running: { word: 'Running', color: 'text-status-running' },
  waiting: { word: 'Needs you', color: 'text-status-waiting' },
  succeeded: { word: 'Succeeded', color: 'text-status-succeeded' },
  failed: { word: 'Failed', color: 'text-status-failed' },
  retrying: { word: 'Retrying', color: 'text-status-retrying' },
  delayed: { word: 'Waiting for its time', color: 'text-status-queued' },
  skipped: { word: 'Skipped', color: 'text-status-muted' },
  held: { word: 'Held', color: 'text-status-waiting' },
  not_taken: { word: 'Not taken', color: 'text-status-muted' },
  cancelled: { word: 'Cancelled', color: 'text-status-muted' },
  paused: { word: 'Paused', color: 'text-status-queued' },
  timed_out: { word: 'Timed out', color: 'text-status-failed' },
  rejected: { word: 'Rejected', color: 'text-status-failed' },
  withdrawn: { word: 'Withdrawn', color: 'text-status-muted' },
}

const RUN_WORDS: Readonly<Record<RunStatus, StatusWord>> = {
  RUNNING: 'running',
  WAITING_FOR_APPROVAL: 'waiting',
  PAUSED: 'paused',
  COMPLETED: 'succeeded',
  FAILED: 'failed',
  CANCELLED: 'cancelled',
  TIMED_OUT: 'timed_out',
}

/** The word for a run's status. */
export function wordOfRun(status: RunStatus): StatusWord {
  return RUN_WORDS[status]
}

/** The word for a node's status: mostly itself. A scope whose body is open runs. */
export function wordOfNode(status: NodeStatus): StatusWord {
  return status === 'open' ? 'running' : status
}
