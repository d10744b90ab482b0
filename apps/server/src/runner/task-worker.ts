import { isIrreversible, siteAt } from '@aob/ir/program'
import { isTerminal, type NodeState, type Outcome, type RunState } from '@aob/ir/run'
import { encodeJson } from '../coordinator/cas-json.ts'
import { ackStep } from '../coordinator/commit-of.ts'
import { isRunId } from '../coordinator/run-id.ts'
import { encodeSignal } from '../coordinator/signal.ts'
import { untilAvailable } from '../patience.ts'
import type { CommitStep, StreamName } from '../ports/commit-plan.ts'
import type { ExecutionResult } from '../ports/execution.ts'
import type { StreamEntry } from '../ports/task-queue.ts'
import { beginNode } from './begin-node.ts'
import { nodeError, runNode } from './run-node.ts'
import { RUNNER_GROUP, type TaskWorkerDeps } from './task-worker-deps.ts'

/**
 * Carries out one token: load config → execute → store output in CAS → publish the completion → acknowledge.
 * The acknowledgement comes last: a worker that dies anywhere before it leaves the token to be claimed,
 * and the node runs again under the next attempt and the same idempotency key (D-22).
 */
export async function carryOut(deps: TaskWorkerDeps, entry: StreamEntry, signal: AbortSignal): Promise<void> {
  const { runId, nodeId } = entry.fields
  const attempt = Number(entry.fields.attempt)
  if (!isRunId(runId) || !nodeId || !Number.isInteger(attempt)) return setAside(deps, entry, 'malformed')
  const state = await untilAvailable(() => deps.commander.load(runId, entry.partition), signal)
  if (!state && !(await untilAvailable(() => deps.isKnownRun(runId), signal))) return setAside(deps, entry, 'unknown_run')
  const options = { partition: entry.partition, ack: { entry, group: RUNNER_GROUP } }
  const fenced = (now: RunState | undefined) => nodeOf(now, nodeId, attempt) === undefined
  const node = nodeOf(state, nodeId, attempt)
  if (!state || !node) {
    const discarded = await untilAvailable(() => deps.commander.discard(runId, options, fenced), signal)
    // The hot store goes on from another moment, in which the token counts.
    return discarded ? undefined : carryOut(deps, entry, signal)
  }
  if (entry.deliveries > 1 && (await takeOver(deps, { entry, state, nodeId, attempt, signal })) === 'taken_over') return
  if (state.pausedAt !== undefined && node.status === 'queued') return withhold(deps, { entry, state, nodeId, attempt, signal })
  const outcome = await outcomeOf(deps, { entry, state, nodeId, attempt, signal })
  if (outcome === 'left') return
  if (outcome === 'interrupted') return handBack(deps, entry)
  // Redis may be away for a moment; what was done is not thrown away for that.
  await untilAvailable(() => exchange(deps, entry, 'completions', encodeSignal(runId, { nodeId, attempt, outcome })), signal)
}

/** The node a token is for, as long as the token counts: not once the node was withdrawn, tried again elsewhere, or its run has ended. */
function nodeOf(state: RunState | undefined, nodeId: string, attempt: number): NodeState | undefined {
  const node = state && !isTerminal(state.status) ? state.nodes[nodeId] : undefined
  return node?.attempt === attempt && (node.status === 'queued' || node.status === 'running') ? node : undefined
}

/**
 * Puts a message on a stream in place of a token, in one commit: a hot store that loses its last moments between the two would be left
 * with neither.
 */
async function exchange(deps: TaskWorkerDeps, entry: StreamEntry, stream: StreamName, fields: Readonly<Record<string, string>>): Promise<void> {
  const { partition } = entry
  const steps: CommitStep[] = [{ kind: 'append', stream, entry: fields }, ackStep(entry, RUNNER_GROUP)]
  await deps.runState.commit([{ runId: entry.fields.runId ?? '', partition, checks: [], steps }])
}

/** Keeps a token nobody can use where an operator finds it, with one audit line. */
async function setAside(deps: TaskWorkerDeps, entry: StreamEntry, reason: 'malformed' | 'unknown_run'): Promise<void> {
  deps.metrics.deadLetters.inc({ reason })
  deps.logger.warn({ runId: entry.fields.runId, reason, audit: true }, 'token set aside')
  await deps.queue.append(entry.partition, 'dead', { ...entry.fields, reason, from: entry.stream })
  await deps.queue.ack({ group: RUNNER_GROUP, entries: [entry] })
}

/** The token of an attempt that a stop has cut short is put back at once: nobody waits for its lease, and the stop does not count as a failure. */
async function handBack(deps: TaskWorkerDeps, entry: StreamEntry): Promise<void> {
  await exchange(deps, entry, entry.stream, entry.fields)
}

/**
 * A paused run begins nothing and gives its tokens again when it is resumed. Putting one down is a commit: an earlier holder may have
 * said that it began, and that word, still on its way, would leave a node running that nobody works on.
 */
async function withhold(deps: TaskWorkerDeps, { entry, state, nodeId, attempt, signal }: Token): Promise<void> {
  const options = { partition: entry.partition, ack: { entry, group: RUNNER_GROUP } }
  await untilAvailable(() => deps.commander.apply(state.runId, { kind: 'redispatch', nodeId, attempt, withheld: true }, options), signal)
}

interface Token {
  entry: StreamEntry
  state: RunState
  nodeId: string
  attempt: number
  signal: AbortSignal
}

async function outcomeOf(deps: TaskWorkerDeps, token: Token): Promise<Outcome | 'interrupted' | 'left'> {
  const { entry, state, nodeId, attempt, signal } = token
  const ir = await deps.commander.irOf(state)
  const site = siteAt(ir, nodeId)
  const node = site?.node
  const executor = node ? deps.executors[node.type] : undefined
  if (!site || !node || !executor) return { kind: 'failed', error: nodeError('node.unknown_type', `No executor is registered for ${node?.type ?? nodeId}.`) }
  if (entry.deliveries > 1) return poisoned(deps)
  const beginning = await beginNode(deps, { entry, state, site, attempt, signal })
  if (beginning !== 'go') return beginning
  const startedAt = deps.clock.now()
  const result = await runNode(deps, { entry, state, ir, site, executor, attempt, signal })
  // A stop cuts attempts short; one that got its result all the same is not repeated.
  if (signal.aborted && result.kind === 'failed' && !isIrreversible(node)) return 'interrupted'
  const durationMs = deps.clock.now() - startedAt
  deps.metrics.nodesCompleted.inc({ type: node.type, result: result.kind })
  deps.metrics.nodeDuration.observe({ type: node.type }, durationMs / 1000)
  return outcomeFrom(deps, result, durationMs, signal)
}

/**
 * A token whose worker was silent beyond its lease goes out again under the next attempt, and the word of the silent one is refused from
 * then on (D-34). What has lost as many workers in a row as the limit allows is poisonous and is not tried on another one.
 */
async function takeOver(deps: TaskWorkerDeps, { entry, state, nodeId, attempt, signal }: Token): Promise<'taken_over' | 'poisoned'> {
  const lost = (state.nodes[nodeId]?.takeovers ?? 0) + 1
  if (lost >= deps.limits.maxNodeAttempts) return 'poisoned'
  const options = { partition: entry.partition, ack: { entry, group: RUNNER_GROUP } }
  await untilAvailable(() => deps.commander.apply(state.runId, { kind: 'redispatch', nodeId, attempt, takeover: true }, options), signal)
  return 'taken_over'
}

function poisoned({ limits }: TaskWorkerDeps): Outcome {
  const message = `${limits.maxNodeAttempts} attempts in a row ended without a word from their worker; the limit is ${limits.maxNodeAttempts}.`
  return { kind: 'failed', error: nodeError('node.poisoned', message) }
}

async function outcomeFrom(deps: TaskWorkerDeps, result: ExecutionResult, durationMs: number, signal: AbortSignal): Promise<Outcome> {
  if (result.kind === 'waiting' || result.kind === 'opened') return result
  if (result.kind === 'failed') return { kind: 'failed', error: result.error, durationMs }
  const encoded = encodeJson(result.output)
  const outputBytes = encoded.length
  const { maxOutputBytes } = deps.limits
  // Refused before it is stored: what nobody may keep is not kept for a moment either.
  if (outputBytes > maxOutputBytes) {
    return { kind: 'failed', error: nodeError('node.output_too_large', `The output has ${outputBytes} bytes; the limit is ${maxOutputBytes}.`), durationMs }
  }
  const outputRef = await untilAvailable(() => deps.cas.putEncoded(encoded), signal)
  if (result.kind === 'delayed') return { kind: 'delayed', dueAt: result.dueAt, outputRef, outputBytes }
  const { port, usage, awaitPatches } = result
  return { kind: 'succeeded', port, outputRef, outputBytes, durationMs, ...(usage ? { usage } : {}), ...(awaitPatches ? { awaitPatches } : {}) }
}
