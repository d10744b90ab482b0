import { isIrreversible, type Site } from '@aob/ir/program'
import { type RunState, resultsOf } from '@aob/ir/run'
import type { Ir, NodeError } from '@aob/schemas'
import { encodeSignal } from '../coordinator/signal.ts'
import { DomainError } from '../domain-error.ts'
import { isUnavailable, untilAvailable } from '../patience.ts'
import type { ExecutionResult, Executor } from '../ports/execution.ts'
import type { StreamEntry } from '../ports/task-queue.ts'
import { limitAttempt } from './attempt-limit.ts'
import type { TaskWorkerDeps } from './task-worker-deps.ts'

export interface Execution {
  entry: StreamEntry
  state: RunState
  ir: Ir
  site: Site
  executor: Executor
  attempt: number
  signal: AbortSignal
}

/** One attempt of a node. A part of ours that is away is waited for: it is not the node that failed (SPEC D-21). */
export async function runNode(deps: TaskWorkerDeps, execution: Execution): Promise<ExecutionResult> {
  const { state, ir, site, signal } = execution
  const [workspaceId, scope] = await untilAvailable(
    async () => [await deps.workspaceOf(state.runId), await deps.scopes.forNode(ir, state, site.address)] as const,
    signal,
  )
  let last: ExecutionResult | undefined
  const once = async () => {
    last = await runOnce(deps, execution, workspaceId, scope)
    if (last.kind === 'failed' && isUnavailable(last.error.code)) throw new DomainError('service.unavailable', last.error.message)
    return last
  }
  return untilAvailable(once, signal).catch((error: unknown) => {
    if (last) return last
    throw error
  })
}

async function runOnce(
  deps: TaskWorkerDeps,
  { entry, state, ir, site, executor, attempt, signal }: Execution,
  workspaceId: string,
  scope: Parameters<Executor['execute']>[0]['scope'],
): Promise<ExecutionResult> {
  const { runId } = state
  const { node, address: nodeId, graph } = site
  const retriedFrom = state.nodes.get(nodeId)?.retriedFrom
  // An irreversible effect under way is let finish when the worker stops: nobody could repeat it.
  const limit = limitAttempt(isIrreversible(node) ? undefined : signal, node.timeoutMs)
  try {
    const result = executor.execute({
      runId,
      workspaceId,
      partition: entry.partition,
      workflowName: state.workflowName,
      node,
      address: nodeId,
      graph,
      ir,
      irVersion: state.irVersion,
      headArtifactId: state.artifactId,
      attempt,
      ...(retriedFrom === undefined ? {} : { retriedFrom }),
      idempotencyKey: `${runId}:${nodeId}:0`,
      scope,
      ...openedOf(state, nodeId),
      signal: limit.signal,
      progress: (outcome) => deps.queue.append(entry.partition, 'completions', encodeSignal(runId, { nodeId, attempt, outcome })),
    })
    return await Promise.race([result, limit.timedOut])
  } catch (error) {
    if (limit.isTimedOut())
      return { kind: 'failed', error: { ...nodeError('node.timeout', `The node did not finish within ${node.timeoutMs} ms.`), retryable: true } }
    return { kind: 'failed', error: errorFrom(deps, runId, nodeId, error) }
  } finally {
    limit.release()
  }
}

/** Of a scope that has been opened: how far it is and what its activations left. */
function openedOf(state: RunState, nodeId: string): Pick<Parameters<Executor['execute']>[0], 'opened'> {
  const progress = state.nodes.get(nodeId)?.scope
  return progress ? { opened: { progress, results: resultsOf(state.results, nodeId, progress.count) } } : {}
}

function errorFrom(deps: TaskWorkerDeps, runId: string, nodeId: string, error: unknown): NodeError {
  if (error instanceof DomainError) {
    const { retryAfterMs } = error.detail
    return { code: error.code, message: error.message, retryable: error.retryable, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) }
  }
  deps.logger.error({ err: error, runId, nodeId }, 'an executor failed unexpectedly')
  return { code: 'internal.error', message: error instanceof Error ? error.message : String(error), retryable: false }
}

export function nodeError(code: NodeError['code'], message: string): NodeError {
  return { code, message, retryable: false }
}
