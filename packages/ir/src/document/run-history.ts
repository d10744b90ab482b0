import type { NodeError, NodeStatus, RunDetail, RunStatus } from '@aob/schemas'

/** What legality needs to know of a run; `historyIn` takes it out of a state, `historyOf` out of a detail. */
export interface RunHistory {
  readonly status: RunStatus
  readonly nodes: Readonly<Record<string, NodeHistory>>
  readonly edges: Readonly<Record<string, 'taken' | 'not_taken'>>
}

export interface NodeHistory {
  readonly status: NodeStatus
  readonly attempt: number
  readonly startedAt?: number
  readonly port?: string
  readonly error?: NodeError
}

/** The history of a run as its detail tells it to whoever is outside. */
export function historyOf({ run, nodes, edges, withdrawn = [] }: RunDetail): RunHistory {
  const idle = withdrawn.map((nodeId) => [nodeId, { status: 'idle', attempt: 0 }] as const)
  return { status: run.status, nodes: { ...Object.fromEntries(idle), ...nodes }, edges }
}

/**
 * How far a node has come, as far as patches care (D-04):
 * - `pristine`: no token yet, or its token was withdrawn;
 * - `dispatched`: token out but no attempt ever started, or held for its unknown type; may be withdrawn;
 * - `started`: an attempt began; its effect may exist;
 * - `finished`: resolved for good, dead paths included.
 */
export type NodePhase = 'pristine' | 'dispatched' | 'started' | 'finished'

export function phaseOf(node: NodeHistory | undefined): NodePhase {
  if (node === undefined) return 'pristine'
  switch (node.status) {
    case 'idle':
      return 'pristine'
    case 'queued':
      return node.startedAt === undefined ? 'dispatched' : 'started'
    case 'held':
      // Held for review carries the error to be reviewed; held for its unknown type carries none, or never had a token.
      return node.error === undefined || node.attempt === 0 ? 'dispatched' : 'started'
    case 'running':
    case 'open':
    case 'waiting':
    case 'retrying':
    case 'delayed':
      return 'started'
    case 'succeeded':
    case 'failed':
    case 'skipped':
    case 'not_taken':
    case 'cancelled':
      return 'finished'
  }
}
