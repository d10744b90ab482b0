import { siteAt } from '@aob/ir/program'
import type { Outcome } from '@aob/ir/run'
import type { Applied } from '../coordinator/commander.ts'
import { ackStep } from '../coordinator/commit-of.ts'
import { noteIgnored } from '../coordinator/ignored-word.ts'
import { LEASE_FIELD, type LeasedNode, leaseKey } from '../coordinator/lease.ts'
import { encodeSignal } from '../coordinator/signal.ts'
import { DomainError } from '../domain-error.ts'
import { isUnavailable, untilAvailable } from '../patience.ts'
import type { CommitCheck, CommitStep, StreamName } from '../ports/commit-plan.ts'
import { answersItself, onwardsFrom } from './onwards.ts'
import { RUNNER_GROUP, type TaskWorkerDeps } from './task-worker-deps.ts'
import { isWanted, type Work } from './work.ts'

/** Decisions a worker makes before it leaves its answer to the coordinator: whoever loses this often is in a run where much happens at once. */
const MAX_TRIES = 3

/** Where the worker goes on: with the next node; with what the entry stands for by now; nowhere, the entry is given up. */
export type Next = Work | 'again' | undefined

/** Says what became of a node, and takes the next one in the same commit where it may. */
export async function answer(deps: TaskWorkerDeps, work: Work, outcome: Outcome): Promise<Next> {
  const { hot, nodeId } = work
  const site = siteAt(await deps.commander.irOf(hot.state), nodeId)
  if (!site || !answersItself(deps.limits, site.node, hot.state)) return leaveToCoordinator(deps, work, outcome)
  const applied = await committed(deps, work, outcome)
  if (applied?.kind === 'ignored') return afterIgnored(deps, work, outcome, applied.reason)
  if (applied?.kind !== 'committed') return leaveToCoordinator(deps, work, outcome)
  return onwardsTo(deps, work, applied)
}

/** The node a worker goes on with behind a commit. */
export function onwardsTo(deps: TaskWorkerDeps, work: Work, { token, hot }: Extract<Applied, { kind: 'committed' }>): Work | undefined {
  if (!token) return undefined
  deps.metrics.nodesInline.inc({ how: 'continued' })
  const { nodeId, attempt } = token
  const { underWay: _done, ...kept } = work
  return { ...kept, hot, nodeId, attempt, nodes: work.nodes + 1, isLeased: true, isStarted: true }
}

/** Undefined when it could not be decided here. Redis may be away for a moment; what was done is not thrown away for that. */
async function committed(deps: TaskWorkerDeps, work: Work, outcome: Outcome): Promise<Applied | undefined> {
  const { entry, hot, nodeId, attempt, signal } = work
  const { runId } = hot.state
  const started = { kind: 'signal' as const, nodeId, attempt, outcome: { kind: 'started' as const, worker: deps.workerName } }
  const ended = { kind: 'signal' as const, nodeId, attempt, outcome }
  const shared = { partition: entry.partition, ack: { entry, group: RUNNER_GROUP }, keepsEntry: true, known: hot, maxTries: MAX_TRIES }
  const said = work.isStarted ? [ended] : [started, ended]
  const apply = async () => {
    const onwards = await onwardsFrom(deps, work)
    return deps.commander.applyAll(runId, said, { ...shared, ...(onwards ? { onwards } : {}) })
  }
  try {
    return await untilAvailable(apply, signal)
  } catch (error) {
    if (error instanceof DomainError && isUnavailable(error.code)) throw error
    deps.logger.debug({ err: error, runId, nodeId }, 'an answer is left to the coordinator')
    return undefined
  }
}

/**
 * The word came too late. The entry goes with it, unless it stands for something else by now: a hot store that fell back, or a commit
 * whose answer was lost.
 */
async function afterIgnored(deps: TaskWorkerDeps, work: Work, outcome: Outcome, reason: Extract<Applied, { kind: 'ignored' }>['reason']): Promise<Next> {
  const { entry, hot, nodeId, attempt, signal } = work
  const { runId } = hot.state
  noteIgnored(deps.logger, { runId, command: { kind: 'signal', nodeId, attempt, outcome } }, reason)
  const options = { partition: entry.partition, ack: { entry, group: RUNNER_GROUP } }
  const discarded = await untilAvailable(() => deps.commander.discard(runId, options, (now) => !isWanted(now, entry)), signal)
  return discarded ? undefined : 'again'
}

/** What has not been said of the node so far goes the same way, in order. */
async function leaveToCoordinator(deps: TaskWorkerDeps, work: Work, outcome: Outcome): Promise<Next> {
  const { hot, nodeId, attempt, signal } = work
  const started = { kind: 'started' as const, worker: deps.workerName }
  const said = work.isStarted ? [outcome] : [started, outcome]
  const words = said.map((word) => encodeSignal(hot.state.runId, { nodeId, attempt, outcome: word }))
  return untilAvailable(() => exchange(deps, work, 'completions', words), signal)
}

/**
 * Puts messages on a stream in place of an entry, in one commit: a hot store that loses its last moments between the two would be left
 * with neither. `again` when the entry stands for something else by now: a hot store that fell back has the node of its token before it,
 * and the word of the one the worker has gone on to means nothing there.
 */
export async function exchange(
  deps: TaskWorkerDeps,
  { entry, hot, nodeId, attempt, isLeased }: Work,
  stream: StreamName,
  words: readonly Readonly<Record<string, string>>[],
): Promise<Next> {
  const { partition } = entry
  const lease = LEASE_FIELD + leaseKey(entry)
  const standsFor: CommitCheck = isLeased
    ? { kind: 'equals', field: lease, value: JSON.stringify({ nodeId, attempt } satisfies LeasedNode) }
    : { kind: 'unset', field: lease }
  const steps: CommitStep[] = [...words.map((fields): CommitStep => ({ kind: 'append', stream, entry: fields })), ackStep(entry, RUNNER_GROUP)]
  if (isLeased) steps.push({ kind: 'unset', fields: [lease] })
  const [result] = await deps.runState.commit([{ runId: hot.state.runId, partition, checks: [standsFor], steps }])
  return result?.kind === 'committed' ? undefined : 'again'
}
