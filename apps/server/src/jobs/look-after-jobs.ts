import { isIrreversible, siteAt } from '@aob/ir/program'
import type { RunCommand } from '@aob/ir/run'
import type { Limits, NodeError } from '@aob/schemas'
import type { Commander } from '../coordinator/commander.ts'
import type { HotRun } from '../coordinator/hot-run.ts'
import { jobLeaseKey, jobsIn } from '../coordinator/lease.ts'
import { Lru } from '../coordinator/lru.ts'
import { type BackgroundLoop, startLoop } from '../lifecycle.ts'
import type { Logger } from '../observability/logger.ts'
import type { Metrics } from '../observability/metrics.ts'
import type { Clock } from '../ports/clock.ts'
import type { JobBoard, PostedJob } from '../ports/job-board.ts'
import type { RunDirectory, RunRow } from '../ports/run-directory.ts'
import { fateOf, type JobFate } from './job-fate.ts'

const INTERVAL_MS = 1000
/** Runs looked after at the same time. */
const AT_ONCE = 16
/** Looks at the stream for a job nobody has begun, in the time a runner may be silent. */
const LOOKS_PER_SILENCE = 4
const KNOWN_RUNS = 4096

export interface JobCareDeps {
  board: JobBoard
  runs: Pick<RunDirectory, 'get'>
  commander: Commander
  clock: Clock
  logger: Logger
  metrics: Metrics
  limits: Limits
  /** Whether to look for a job on its stream this time, where nobody has begun it; always by default. */
  shallLook?(jobId: string): boolean
}

/**
 * Looks after every job that is out. Everything is derived from the run's hot state and what the board knows, so nothing is lost with a process
 * and any number of them may do it: each decision is fenced by its attempt. Jobs of runs the board has forgotten come by the reconciler.
 */
export function startJobCareLoop(deps: JobCareDeps): BackgroundLoop {
  const { board, logger } = deps
  // A run's partition never changes.
  const partitions = new Lru<number>({ entries: KNOWN_RUNS })
  let looked = new Map<string, number>()
  let adoptAt = 0
  return startLoop({ name: 'agent.jobs', onError: (name, error) => logger.error({ err: error, loop: name }, 'loop failed') }, async (signal) => {
    for (const [runner, depth] of await board.depths()) deps.metrics.agentJobs.set({ runner }, depth)
    const [before, now] = [looked, deps.clock.now()]
    const silenceMs = deps.limits.maxAgentSilenceMs
    if (now >= adoptAt) {
      await board.adopt(silenceMs)
      adoptAt = now + silenceMs
    }
    looked = new Map()
    const shallLook = (jobId: string) => {
      const at = before.get(jobId)
      const again = at === undefined || now - at >= silenceMs / LOOKS_PER_SILENCE
      looked.set(jobId, again ? now : at)
      return again
    }
    const waiting = (await board.runs()).values()
    const worker = async () => {
      // One iterator for all: each run is taken once.
      for (const runId of waiting) if (!signal.aborted) await alone({ ...deps, shallLook }, partitions, runId)
    }
    await Promise.all(Array.from({ length: AT_ONCE }, worker))
    return INTERVAL_MS
  })
}

async function alone(deps: JobCareDeps, partitions: Lru<number>, runId: string): Promise<void> {
  try {
    const partition = partitions.get(runId) ?? (await deps.runs.get(runId))?.partition
    if (partition !== undefined) partitions.set(runId, partition)
    await lookAfterJobs(deps, { runId, partition })
  } catch (error) {
    deps.logger.error({ err: error, runId }, 'the jobs of a run were not looked after; it is tried again')
  }
}

/** A run; one without a partition is not known. */
interface CaredFor {
  runId: string
  partition: number | undefined
}

/**
 * One run: jobs that are out are judged, and those on the board that nobody waits for any more are taken away from runners. What is on the
 * board is read first: a node is lent before its job is posted, so that a run read behind it says of every one whether it is wanted.
 */
export async function lookAfterJobs(deps: JobCareDeps, { runId, partition }: CaredFor): Promise<void> {
  // Before what was heard is read: a word that is taken in between makes nobody look silent.
  const [now, oldest] = [deps.clock.now(), await deps.board.oldestWord()]
  const heardUntil = Math.min(now, oldest ?? now)
  const posted = new Map((await deps.board.posted(runId)).map((job) => [job.jobId, job]))
  const hot = partition === undefined ? undefined : await deps.commander.read(runId, partition)
  const jobs = hot ? jobsIn(hot.leases) : new Map()
  const unwanted = new Set([...posted.keys()].filter((jobId) => !jobs.has(jobId)))
  for (const jobId of jobs.keys())
    if (hot && partition !== undefined && (await settle(deps, { runId, partition }, hot, { jobId, posted: posted.get(jobId), heardUntil }))) unwanted.add(jobId)
  if (unwanted.size > 0 || posted.size === 0) await deps.board.withdraw(runId, [...unwanted])
}

/** True when the job is not wanted any more. */
async function settle(
  deps: JobCareDeps,
  { runId, partition }: Pick<RunRow, 'runId' | 'partition'>,
  hot: HotRun,
  { jobId, posted, heardUntil }: { jobId: string; posted: PostedJob | undefined; heardUntil: number },
): Promise<boolean> {
  const lent = jobsIn(hot.leases).get(jobId)
  const node = lent && hot.state.nodes.get(lent.nodeId)
  const site = lent && siteAt(await deps.commander.irOf(hot.state), lent.nodeId)
  if (!lent || !node || !site) return false
  const { limits } = deps
  const { timeoutMs } = site.node
  const isOpen = posted !== undefined && posted.begunAt === undefined && (deps.shallLook?.(jobId) ?? true)
  const place = isOpen ? await deps.board.placeOf(runId, jobId) : undefined
  const fate = fateOf({
    node,
    posted,
    place,
    isPaused: hot.state.pausedAt !== undefined,
    irreversible: isIrreversible(site.node),
    timeoutMs,
    heardUntil,
    limits,
  })
  if (fate === 'wait') return false
  const { nodeId, attempt } = lent
  // Only what is still out is settled: its answer may have come meanwhile.
  const expect = (_: unknown, leases: HotRun['leases']) => leases[jobLeaseKey(jobId)]?.attempt === attempt
  const applied = await deps.commander.apply(runId, commandFor(fate, { nodeId, attempt, timeoutMs, limits }), { partition, expect })
  if (applied.kind !== 'committed') return false
  deps.logger.warn({ runId, nodeId, attempt, jobId, fate, audit: true }, 'a job outside was settled without an answer')
  return true
}

type Settled = Exclude<JobFate, 'wait'>

function commandFor(
  fate: Settled,
  { nodeId, attempt, timeoutMs, limits }: { nodeId: string; attempt: number; timeoutMs: number | undefined; limits: Limits },
): RunCommand {
  const failed = (error: NodeError): RunCommand => ({ kind: 'signal', nodeId, attempt, outcome: { kind: 'failed', error } })
  switch (fate) {
    case 'withhold':
      return { kind: 'redispatch', nodeId, attempt, withheld: true }
    case 'lost':
      return { kind: 'redispatch', nodeId, attempt, takeover: true }
    case 'no_runner':
      return failed({ code: 'agent.no_runner', message: `No runner took the job within ${limits.maxAgentJobWaitMs} ms.`, retryable: false })
    case 'timed_out':
      return failed({ code: 'node.timeout', message: `The node did not finish within ${timeoutMs} ms.`, retryable: true })
    case 'poisoned': {
      const message = `${limits.maxNodeAttempts} attempts in a row ended without a word from their runner; the limit is ${limits.maxNodeAttempts}.`
      return failed({ code: 'node.poisoned', message, retryable: false })
    }
  }
}
