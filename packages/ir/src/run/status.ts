import type { NodeStatus, RunStatus } from '@aob/schemas'
import { PersistentRecord } from './persistent-record.ts'
import type { RunState } from './state.ts'

/** Whether a run has ended; nothing changes it afterwards. */
export function isTerminal(status: RunStatus): boolean {
  return status === 'COMPLETED' || status === 'FAILED' || status === 'CANCELLED' || status === 'TIMED_OUT'
}

/** Whether a node's token is out: what the run's counter counts (D-32). */
export function isLive(status: NodeStatus): boolean {
  return status === 'queued' || status === 'running'
}

/** Whether a node waits for something other than an executor: a person, a time, a review, its own body. Keeps the run from completing. */
export function isPending(status: NodeStatus): boolean {
  return status === 'waiting' || status === 'retrying' || status === 'delayed' || status === 'held' || status === 'open'
}

/** Whether a node waits for a person: for an answer, for the review of its patches, or for a word about what becomes of it. */
export function needsPerson(status: NodeStatus): boolean {
  return status === 'waiting' || status === 'held'
}

/** Status of a run that has not ended (D-32): paused before everything else, at work while a token is out, else a person's turn when one is needed. */
export function openStatus({ paused, live, asking }: { paused: boolean; live: boolean; asking: boolean }): RunStatus {
  if (paused) return 'PAUSED'
  return !live && asking ? 'WAITING_FOR_APPROVAL' : 'RUNNING'
}

/** Whether a node has come to its end; nothing changes it afterwards. */
export function isSettled(status: NodeStatus): boolean {
  return status === 'succeeded' || status === 'failed' || status === 'skipped' || status === 'not_taken'
}

/** Queued and running nodes, counted one by one; equals `state.counter` (S1). */
export function liveTokens(state: RunState): number {
  return state.nodes.values().filter((node) => isLive(node.status)).length
}

/** The state of a run before its first event. */
export function initialState(runId: string): RunState {
  return {
    runId,
    status: 'RUNNING',
    seq: 0,
    irVersion: 0,
    irRef: '',
    artifactId: '',
    workflowName: '',
    inputsRef: '',
    startedAt: 0,
    counter: 0,
    nodes: PersistentRecord.of(),
    edges: PersistentRecord.of(),
    results: {},
    failures: {},
    agents: {},
    commands: {},
  }
}
