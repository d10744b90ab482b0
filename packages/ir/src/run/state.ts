import type { NodeError, NodeStatus, ReplayLink, RunStatus, ScopeProgress, Usage } from '@aob/schemas'
import type { PersistentRecord } from './persistent-record.ts'
import type { Results } from './results.ts'

/** What a run knows of one node. Absent nodes are idle. */
export interface NodeState {
  status: NodeStatus
  /** Attempt of the last token emitted; fences late results (D-34). */
  attempt: number
  /** Attempts that failed and were tried again: what a retry policy counts. An attempt that was lost is none of them. */
  failures?: number
  /** Attempts whose executor was lost, in a row: what a poisonous task is known by. */
  takeovers?: number
  /** Attempt a person had tried again last; what was asked or decided up to it is history. */
  retriedFrom?: number
  queuedAt?: number
  startedAt?: number
  endedAt?: number
  /** When the next attempt is due; only while retrying. */
  dueAt?: number
  /** Port the node left by, once it finished. */
  port?: string
  /** `cas://sha256:…`, or `skipped://…`. */
  outputRef?: string
  outputBytes?: number
  durationMs?: number
  approvalId?: string
  /** Patches whose decision the node waits for; its work is done and its token given back. */
  awaiting?: string[]
  error?: NodeError
  usage?: Usage
  /** The output was taken over from the run this one repeats; the node never had a token. */
  reused?: true
  /** Of a scope whose body has been opened. */
  scope?: ScopeProgress
}

export type EdgeFact = 'taken' | 'not_taken'

/**
 * State of a run: a pure fold of its events.
 *
 * Invariants:
 * - S1 `counter` equals the nodes that are queued or running (D-32).
 * - S2 every edge has at most one fact, written once (D-33).
 * - S3 a node runs only when its join, judged from facts and the current IR, is satisfied.
 * - S4 `seq` equals the number of the last event folded.
 */
export interface RunState {
  runId: string
  status: RunStatus
  seq: number
  /** Absent: every event is logged. `fast`: tokens on their way are not, so the state is the fold of the log and of what went unlogged. */
  mode?: 'fast'
  irVersion: number
  irRef: string
  artifactId: string
  workflowName: string
  inputsRef: string
  startedAt: number
  endedAt?: number
  /** Since when the run is paused; absent when it is not. */
  pausedAt?: number
  counter: number
  /** By address: ids, and `map1[3]/fetch` inside activations that are under way. */
  nodes: PersistentRecord<NodeState>
  /** By address, like nodes. */
  edges: PersistentRecord<EdgeFact>
  /** What settled activations of scopes that have not completed leave behind. */
  results: Results
  /** Activations in which a failure under `onError: fail` was seen: no new tokens inside, over once nothing is live. */
  failures: Readonly<Record<string, { nodeId: string; error: NodeError }>>
  /** Paths of agents that got a token in an activation that is settled: each counts against the agent limit (R14). */
  agents: Readonly<Record<string, true>>
  /** Durable commands already answered; a repeated command changes nothing. */
  commands: Readonly<Record<string, true>>
  /** Set once a failure under `onError: fail` was seen: no new tokens, FAILED at counter 0. */
  failing?: { nodeId: string; error: NodeError }
  error?: NodeError
  /** Numbered behaviours this run keeps for life. */
  behaviours?: readonly number[]
  /** The run this one repeats. */
  replay?: ReplayLink
}
