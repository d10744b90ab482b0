import type { RunBench } from '../../coordinator/testing/run-bench.ts'
import { createLogger } from '../../observability/logger.ts'
import { createMetrics } from '../../observability/metrics.ts'
import type { ExecutionRequest, ExecutionResult } from '../../ports/execution.ts'
import type { TaskWorkerDeps } from '../task-worker-deps.ts'

export type Execute = (request: ExecutionRequest) => Promise<ExecutionResult>
export const DONE: ExecutionResult = { kind: 'succeeded', port: 'out', output: 1 }

/** What a worker `w` of the bench's run works with: nodes of `types` are carried out by `execute`, within `limits`. */
export function workerDeps(bench: RunBench, types: readonly string[], execute: Execute, limits: TaskWorkerDeps['limits']): TaskWorkerDeps {
  const scope = { inputs: {}, nodes: {}, run: { id: bench.runId, workflow: bench.row.workflowName }, vars: {} }
  return {
    queue: bench.hot.queue,
    runState: bench.hot.runState,
    commander: bench.commander,
    cas: bench.cas,
    scopes: { forNode: async () => scope, forEdges: async () => scope },
    executors: Object.fromEntries(types.map((type) => [type, { type, execute }])),
    clock: { now: () => Date.now() },
    logger: createLogger('silent'),
    metrics: createMetrics(),
    workerName: 'w',
    workspaceOf: async () => 'local',
    isKnownRun: async (runId) => runId === bench.runId,
    recorded: async () => true,
    mayWork: async () => true,
    types,
    limits,
  }
}
