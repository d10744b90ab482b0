import { siteAt } from '@aob/ir/program'
import { isTerminal, type Outcome } from '@aob/ir/run'
import type { AgentResult, Limits } from '@aob/schemas'
import type { CasJson } from '../coordinator/cas-json.ts'
import type { Commander } from '../coordinator/commander.ts'
import type { HotRun } from '../coordinator/hot-run.ts'
import { jobsIn, type LeasedNode, type LentJob } from '../coordinator/lease.ts'
import { encodeSignal } from '../coordinator/signal.ts'
import { DomainError } from '../domain-error.ts'
import type { Logger } from '../observability/logger.ts'
import type { Metrics } from '../observability/metrics.ts'
import type { Clock } from '../ports/clock.ts'
import type { JobBoard, RunnerWord } from '../ports/job-board.ts'
import type { RunPatching } from '../ports/patching.ts'
import type { RunDirectory, RunRow } from '../ports/run-directory.ts'
import type { TaskQueue } from '../ports/task-queue.ts'
import { outcomeFrom } from '../runner/execute-node.ts'
import { fitsDigest } from './job-token.ts'
import { type ReadWord, readWord } from './read-word.ts'
import { resultOf } from './runner-answer.ts'

export interface HearingDeps {
  board: JobBoard
  queue: TaskQueue
  runs: Pick<RunDirectory, 'get'>
  commander: Commander
  patching: RunPatching
  cas: CasJson
  clock: Clock
  logger: Logger
  metrics: Metrics
  limits: Limits
}

type Word = Extract<ReadWord, { kind: 'word' }>
type Why = 'oversized' | 'malformed' | 'unknown_run' | 'forged' | 'undecidable'

/** A word about a job that is out, with what its run knows of it. */
interface KnownWord {
  read: Word
  row: RunRow
  hot: HotRun
  lent: LeasedNode & { job: LentJob }
}

/**
 * What a runner says becomes a word about its node on the stream of completions, where those of our own workers are; only then is it
 * acknowledged (C13). What counts no more leaves one audit line, what could never count is set aside as well.
 */
export async function hearWord(deps: HearingDeps, word: RunnerWord, signal: AbortSignal): Promise<void> {
  try {
    await judge(deps, word, signal)
  } catch (error) {
    if (error instanceof DomainError && error.retryable) throw error
    if (word.deliveries < deps.limits.maxCompletionDeliveries) throw error
    const read = readWord(word.json, deps.limits)
    await setAside(deps, read, 'undecidable', { err: error, deliveries: word.deliveries })
  }
  await deps.board.ack([word])
}

async function judge(deps: HearingDeps, { json }: RunnerWord, signal: AbortSignal): Promise<void> {
  const read = readWord(json, deps.limits)
  if (read.kind === 'bad') return setAside(deps, read, read.reason, { problem: read.message })
  const { word, name } = read
  const row = await deps.runs.get(name.runId)
  if (!row) return setAside(deps, read, 'unknown_run')
  const hot = isTerminal(row.status) ? undefined : await deps.commander.read(row.runId, row.partition)
  const lent = hot && jobsIn(hot.leases).get(word.jobId)
  if (!hot || !lent) return noteStale(deps, read)
  if (!fitsDigest(word.token, lent.job.digest)) return setAside(deps, read, 'forged', {}, row.partition)
  await take(deps, { read, row, hot, lent }, signal)
}

async function take(deps: HearingDeps, known: KnownWord, signal: AbortSignal): Promise<void> {
  const { read, row, hot, lent } = known
  const { word } = read
  const node = hot.state.nodes.get(lent.nodeId)
  const say = (outcome: Outcome) => deps.queue.append(row.partition, 'completions', encodeSignal(row.runId, { ...read.name, outcome }))
  await deps.board.heard(row.runId, word.jobId, deps.clock.now())
  if (node?.status === 'queued') await say({ kind: 'started', worker: nameOf(word) })
  if (word.kind === 'started' || word.kind === 'heartbeat') return
  const durationMs = Math.max(0, deps.clock.now() - (node?.startedAt ?? node?.queuedAt ?? deps.clock.now()))
  const outcome = await outcomeOf(deps, known, word, durationMs, signal)
  if (!outcome) return noteStale(deps, read)
  if (word.kind === 'completed' && word.model !== undefined) {
    const { model, usage } = word
    await say({ kind: 'agent_called', model, call: Math.max(1, usage?.calls ?? 1), ...(usage ? { usage } : {}), durationMs })
  }
  deps.metrics.nodesCompleted.inc({ type: 'agent', result: outcome.kind })
  deps.metrics.nodeDuration.observe({ type: 'agent' }, durationMs / 1000)
  await say(outcome)
}

/** Undefined when the node is not in the graph any more. */
async function outcomeOf(
  deps: HearingDeps,
  { row, hot, lent }: KnownWord,
  word: Extract<AgentResult, { kind: 'completed' | 'failed' }>,
  durationMs: number,
  signal: AbortSignal,
): Promise<Outcome | undefined> {
  const ir = await deps.commander.irOf(hot.state)
  const site = siteAt(ir, lent.nodeId)
  if (!site) return undefined
  const result = await resultOf(deps, { runId: row.runId, site, base: lent.job.base, maxAgents: ir.settings.maxAgents }, word)
  // A part of ours that is away is no failure of the node: the word is heard again.
  if (result.kind === 'failed' && result.error.code === 'service.unavailable') throw new DomainError('service.unavailable', result.error.message)
  return outcomeFrom(deps, result, durationMs, signal)
}

function nameOf(word: AgentResult): string {
  return word.kind === 'started' && word.runner !== undefined ? word.runner : 'outside'
}

function noteStale({ logger }: HearingDeps, { word, name }: Word): void {
  logger.warn({ ...name, jobId: word.jobId, word: word.kind, reason: 'stale_job', audit: true }, "a runner's word ignored")
}

/** Keeps a word nobody can use where an operator finds it, with one audit line. */
async function setAside(deps: HearingDeps, read: ReadWord, reason: Why, about: Readonly<Record<string, unknown>> = {}, partition = 0): Promise<void> {
  const runId: Record<string, string> = read.kind === 'word' ? { runId: read.name.runId } : {}
  deps.metrics.deadLetters.inc({ reason })
  deps.logger.warn({ ...runId, reason, ...about, audit: true }, "a runner's word set aside")
  await deps.queue.append(partition, 'dead', { ...runId, json: read.shown, reason, from: 'agent.results' })
}
