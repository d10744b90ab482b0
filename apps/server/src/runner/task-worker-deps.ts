import type { Limits, RunEvent } from '@aob/schemas'
import type { CasJson } from '../coordinator/cas-json.ts'
import type { Commander } from '../coordinator/commander.ts'
import type { ScopeReader } from '../coordinator/expression-scope.ts'
import type { Logger } from '../observability/logger.ts'
import type { Metrics } from '../observability/metrics.ts'
import type { Clock } from '../ports/clock.ts'
import type { Executor } from '../ports/execution.ts'
import type { RunStateStore } from '../ports/run-state.ts'
import type { TaskQueue } from '../ports/task-queue.ts'
import type { InlineLimits } from './onwards.ts'

/** The consumer group of everybody who carries out tokens. */
export const RUNNER_GROUP = 'runners'

/** What carrying out a token needs of the world. */
export interface TaskWorkerDeps {
  queue: TaskQueue
  runState: Pick<RunStateStore, 'commit'>
  commander: Commander
  cas: CasJson
  scopes: ScopeReader
  executors: Readonly<Record<string, Executor>>
  clock: Clock
  logger: Logger
  metrics: Metrics
  workerName: string
  workspaceOf(runId: string): Promise<string>
  /** Whether the record knows a run of that id, ended or not. */
  isKnownRun(runId: string): Promise<boolean>
  /** Waits until these events are in the record; false when it has others in their place, `service.unavailable` when that takes long. */
  recorded(events: readonly RunEvent[]): Promise<boolean>
  /** Whether new work may be taken now; asked before each. */
  mayWork(): Promise<boolean>
  /** Node types whose tokens this worker takes. */
  types: readonly string[]
  limits: Pick<Limits, 'maxOutputBytes' | 'maxNodeAttempts'> & InlineLimits
}
