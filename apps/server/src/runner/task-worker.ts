import type { Outcome } from '@aob/ir/run'
import { isUnderWay, leaseKey } from '../coordinator/lease.ts'
import { isRunId } from '../coordinator/run-id.ts'
import { untilAvailable } from '../patience.ts'
import type { StreamEntry } from '../ports/task-queue.ts'
import { answer, exchange, type Next } from './answer.ts'
import { beginNode } from './begin-node.ts'
import { executed, whatOf } from './execute-node.ts'
import { handOut } from './hand-out.ts'
import { runnerOf } from './node-kind.ts'
import { nodeError } from './run-node.ts'
import { answerFused } from './segment.ts'
import { RUNNER_GROUP, type TaskWorkerDeps } from './task-worker-deps.ts'
import { isWanted, standsFor, stillStandsFor, type Work } from './work.ts'

/**
 * Carries out one token: load config → execute → store output in CAS → answer → acknowledge, and goes on with what its answer releases as
 * long as it may (onwards.ts). The acknowledgement comes last: a worker that dies anywhere before it leaves the entry to be claimed,
 * and the node it was at runs again under the next attempt and the same idempotency key (D-22).
 */
export async function carryOut(deps: TaskWorkerDeps, entry: StreamEntry, signal: AbortSignal): Promise<void> {
  const { runId, nodeId } = entry.fields
  if (!isRunId(runId) || !nodeId || !Number.isInteger(Number(entry.fields.attempt))) return setAside(deps, entry, 'malformed')
  for (let next: Next = 'again'; next !== undefined; ) next = next === 'again' ? await takeUp(deps, entry, signal) : await carryOn(deps, next)
}

/** From an entry to the node it stands for. */
async function takeUp(deps: TaskWorkerDeps, entry: StreamEntry, signal: AbortSignal): Promise<Next> {
  const { runId = '' } = entry.fields
  const hot = await untilAvailable(() => deps.commander.read(runId, entry.partition), signal)
  if (!hot && !(await untilAvailable(() => deps.isKnownRun(runId), signal))) return setAside(deps, entry, 'unknown_run')
  const at = standsFor(hot, entry)
  if (!hot || !isUnderWay(hot.state, at)) {
    const options = { partition: entry.partition, ack: { entry, group: RUNNER_GROUP } }
    const discarded = await untilAvailable(() => deps.commander.discard(runId, options, (now) => !isWanted(now, entry)), signal)
    // The hot store goes on from another moment, in which the entry counts.
    return discarded ? undefined : 'again'
  }
  const isLeased = hot.leases[leaseKey(entry)] !== undefined
  const work: Work = { entry, hot, ...at, signal, isStarted: isLeased, isLeased, nodes: 1, since: deps.clock.now() }
  // Whoever went on under this lease has left it, or was silent beyond it.
  if (isLeased || entry.deliveries > 1) return takeOver(deps, work)
  if (hot.state.pausedAt !== undefined && hot.state.nodes.get(at.nodeId)?.status === 'queued') return withhold(deps, work)
  return work
}

async function carryOn(deps: TaskWorkerDeps, work: Work): Promise<Next> {
  const what = await whatOf(deps, work)
  if (what.kind === 'failed') return answer(deps, { ...work, isStarted: true }, what)
  // Whoever goes on with a node has said that it begins.
  const begun = work.isStarted ? work : await beginNode(deps, work, what.site)
  if (begun === 'left') return undefined
  if (runnerOf(what.site.node) !== undefined) {
    const next = await handOut(deps, begun, what)
    return next === 'interrupted' ? handBack(deps, begun) : next
  }
  const { outcome, now } = await (work.underWay ?? executed(deps, begun, what))
  if (outcome === 'interrupted') return handBack(deps, now)
  const fused = await answerFused(deps, now, outcome)
  return fused === 'done' ? undefined : (fused ?? answer(deps, now, outcome))
}

/** Keeps a token nobody can use where an operator finds it, with one audit line. */
async function setAside(deps: TaskWorkerDeps, entry: StreamEntry, reason: 'malformed' | 'unknown_run'): Promise<undefined> {
  deps.metrics.deadLetters.inc({ reason })
  deps.logger.warn({ runId: entry.fields.runId, reason, audit: true }, 'token set aside')
  await deps.queue.append(entry.partition, 'dead', { ...entry.fields, reason, from: entry.stream })
  await deps.queue.ack({ group: RUNNER_GROUP, entries: [entry] })
}

/**
 * The token of an attempt that a stop has cut short is put back at once: nobody waits for its lease, and the stop does not count as a failure.
 * A node without one is given its own.
 */
async function handBack(deps: TaskWorkerDeps, work: Work): Promise<Next> {
  if (!work.isLeased) return exchange(deps, work, work.entry.stream, [work.entry.fields])
  await emitAgain(deps, work, { withheld: true })
  return undefined
}

/**
 * A paused run begins nothing and gives its tokens again when it is resumed. Putting one down is a commit: an earlier holder may have
 * said that it began, and that word, still on its way, would leave a node running that nobody works on.
 */
async function withhold(deps: TaskWorkerDeps, work: Work): Promise<undefined> {
  await emitAgain(deps, work, { withheld: true })
}

/** The node's token under its next attempt in place of what is held; `moved` when that stands for something else by now. */
function emitAgain(deps: TaskWorkerDeps, work: Work, why: { takeover?: true; withheld?: true }) {
  const { entry, hot, nodeId, attempt, signal } = work
  const options = { partition: entry.partition, ack: { entry, group: RUNNER_GROUP }, expect: stillStandsFor(work) }
  return untilAvailable(() => deps.commander.apply(hot.state.runId, { kind: 'redispatch', nodeId, attempt, ...why }, options), signal)
}

/**
 * A node whose worker was silent beyond its lease goes out again under the next attempt, and the word of the silent one is refused from
 * then on (D-34). What has lost as many workers in a row as the limit allows is poisonous and is not tried on another one.
 */
async function takeOver(deps: TaskWorkerDeps, work: Work): Promise<Next> {
  const lost = (work.hot.state.nodes.get(work.nodeId)?.takeovers ?? 0) + 1
  if (lost >= deps.limits.maxNodeAttempts) return answer(deps, { ...work, isStarted: true }, poisoned(deps))
  const applied = await emitAgain(deps, work, { takeover: true })
  return applied.kind === 'moved' ? 'again' : undefined
}

function poisoned({ limits }: TaskWorkerDeps): Outcome {
  const message = `${limits.maxNodeAttempts} attempts in a row ended without a word from their worker; the limit is ${limits.maxNodeAttempts}.`
  return { kind: 'failed', error: nodeError('node.poisoned', message) }
}
