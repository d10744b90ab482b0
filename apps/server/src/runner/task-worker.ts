import { isTerminal, type Outcome, type RunState } from '@aob/ir/run'
import type { Ir, IrNode, NodeError } from '@aob/schemas'
import type { CasJson } from '../coordinator/cas-json.ts'
import type { Commander } from '../coordinator/commander.ts'
import type { ScopeReader } from '../coordinator/expression-scope.ts'
import { encodeSignal } from '../coordinator/signal.ts'
import { DomainError } from '../domain-error.ts'
import type { Logger } from '../observability/logger.ts'
import type { Metrics } from '../observability/metrics.ts'
import type { Clock } from '../ports/clock.ts'
import type { ExecutionResult, Executor } from '../ports/execution.ts'
import type { StreamEntry, TaskQueue } from '../ports/task-queue.ts'

export const RUNNER_GROUP = 'runners'

export interface TaskWorkerDeps {
  queue: TaskQueue
  commander: Commander
  cas: CasJson
  scopes: ScopeReader
  executors: Readonly<Record<string, Executor>>
  clock: Clock
  logger: Logger
  metrics: Metrics
  workerName: string
  workspaceOf(runId: string): Promise<string>
  limits: { maxOutputBytes: number; maxNodeAttempts: number }
}

/**
 * Carries out one token: load config → execute → store output in CAS → publish the completion → acknowledge.
 * The acknowledgement comes last: a worker that dies anywhere before it leaves the token to be claimed,
 * and the node runs again under the same idempotency key (D-22).
 */
export async function carryOut(deps: TaskWorkerDeps, entry: StreamEntry, signal: AbortSignal): Promise<void> {
  const { runId, nodeId } = entry.fields
  const attempt = Number(entry.fields.attempt)
  if (!runId || !nodeId || !Number.isInteger(attempt)) {
    deps.metrics.deadLetters.inc({ reason: 'malformed' })
    deps.logger.warn({ reason: 'malformed', audit: true }, 'token set aside')
    await deps.queue.append(entry.partition, 'dead', { ...entry.fields, reason: 'malformed', from: entry.stream })
    return deps.queue.ack({ group: RUNNER_GROUP, entries: [entry] })
  }
  const state = await deps.commander.load(runId, entry.partition)
  const node = state?.nodes[nodeId]
  // Fenced: the node was withdrawn, tried again elsewhere, or its run has ended.
  if (!state || isTerminal(state.status) || node?.attempt !== attempt || (node.status !== 'queued' && node.status !== 'running')) {
    return deps.queue.ack({ group: RUNNER_GROUP, entries: [entry] })
  }
  const outcome = await outcomeOf(deps, entry, state, nodeId, attempt, signal)
  if (outcome === 'interrupted') return
  await deps.queue.append(entry.partition, 'completions', encodeSignal(runId, { nodeId, attempt, outcome }))
  await deps.queue.ack({ group: RUNNER_GROUP, entries: [entry] })
}

async function outcomeOf(
  deps: TaskWorkerDeps,
  entry: StreamEntry,
  state: RunState,
  nodeId: string,
  attempt: number,
  signal: AbortSignal,
): Promise<Outcome | 'interrupted'> {
  const { runId } = state
  const ir = await deps.commander.irOf(state)
  const node = ir.nodes[nodeId]
  const executor = node ? deps.executors[node.type] : undefined
  if (!node || !executor) return { kind: 'failed', error: nodeError('node.unknown_type', `No executor is registered for ${node?.type ?? nodeId}.`) }
  if (entry.deliveries > deps.limits.maxNodeAttempts) {
    return {
      kind: 'failed',
      error: nodeError(
        'node.poisoned',
        `The token was delivered ${entry.deliveries - 1} times without an answer; the limit is ${deps.limits.maxNodeAttempts}.`,
      ),
    }
  }
  await deps.queue.append(entry.partition, 'completions', encodeSignal(runId, { nodeId, attempt, outcome: { kind: 'started', worker: deps.workerName } }))
  const startedAt = deps.clock.now()
  const result = await execute(deps, { entry, state, ir, node, executor, attempt, signal })
  if (signal.aborted) return 'interrupted'
  const durationMs = deps.clock.now() - startedAt
  deps.metrics.nodesCompleted.inc({ type: node.type, result: result.kind })
  deps.metrics.nodeDuration.observe({ type: node.type }, durationMs / 1000)
  if (result.kind === 'waiting') return result
  if (result.kind === 'failed') return { kind: 'failed', error: result.error, durationMs }
  const stored = await deps.cas.put(result.output)
  if (stored.bytes > deps.limits.maxOutputBytes) {
    return {
      kind: 'failed',
      error: nodeError('node.output_too_large', `The output has ${stored.bytes} bytes; the limit is ${deps.limits.maxOutputBytes}.`),
      durationMs,
    }
  }
  return {
    kind: 'succeeded',
    port: result.port,
    outputRef: stored.ref,
    outputBytes: stored.bytes,
    durationMs,
    ...(result.usage ? { usage: result.usage } : {}),
  }
}

interface Execution {
  entry: StreamEntry
  state: RunState
  ir: Ir
  node: IrNode
  executor: Executor
  attempt: number
  signal: AbortSignal
}

async function execute(deps: TaskWorkerDeps, { entry, state, ir, node, executor, attempt, signal }: Execution): Promise<ExecutionResult> {
  const { runId } = state
  const timeout = node.timeoutMs === undefined ? undefined : AbortSignal.timeout(node.timeoutMs)
  try {
    return await executor.execute({
      runId,
      workspaceId: await deps.workspaceOf(runId),
      partition: entry.partition,
      workflowName: state.workflowName,
      node,
      ir,
      irVersion: state.irVersion,
      headArtifactId: state.artifactId,
      attempt,
      idempotencyKey: `${runId}:${node.id}:0`,
      scope: await deps.scopes.forNode(ir, state, node.id),
      signal: timeout ? AbortSignal.any([signal, timeout]) : signal,
      progress: (outcome) => deps.queue.append(entry.partition, 'completions', encodeSignal(runId, { nodeId: node.id, attempt, outcome })),
    })
  } catch (error) {
    if (timeout?.aborted && !signal.aborted)
      return { kind: 'failed', error: { ...nodeError('node.timeout', `The node did not finish within ${node.timeoutMs} ms.`), retryable: true } }
    return { kind: 'failed', error: errorFrom(deps, runId, node.id, error) }
  }
}

function errorFrom(deps: TaskWorkerDeps, runId: string, nodeId: string, error: unknown): NodeError {
  if (error instanceof DomainError) {
    const { retryAfterMs } = error.detail
    return { code: error.code, message: error.message, retryable: error.retryable, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) }
  }
  deps.logger.error({ err: error, runId, nodeId }, 'an executor failed unexpectedly')
  return { code: 'internal.error', message: error instanceof Error ? error.message : String(error), retryable: false }
}

function nodeError(code: NodeError['code'], message: string): NodeError {
  return { code, message, retryable: false }
}
