import type { RunEvent } from '@aob/schemas'
import { startCompletionLoop } from './coordinator/completion-loop.ts'
import { startDrainLoop } from './coordinator/drain-loop.ts'
import { createDrainedHandler } from './coordinator/drained-events.ts'
import type { ScopeReader } from './coordinator/expression-scope.ts'
import { Lru } from './coordinator/lru.ts'
import type { Rebuilder } from './coordinator/rebuild.ts'
import { startReconcileLoop } from './coordinator/reconcile-loop.ts'
import { startSnapshotLoop } from './coordinator/snapshot-loop.ts'
import { startSweepLoop } from './coordinator/sweep-loop.ts'
import { startHearingLoop } from './jobs/hearing-loop.ts'
import { lookAfterJobs, startJobCareLoop } from './jobs/look-after-jobs.ts'
import { startPublishLoop } from './jobs/publish-jobs.ts'
import type { BackgroundLoop } from './lifecycle.ts'
import type { Executor } from './ports/execution.ts'
import type { JobBoard } from './ports/job-board.ts'
import type { EventPublisher, Outbox } from './ports/outbox.ts'
import type { RunPatching } from './ports/patching.ts'
import type { DurableCommand, RunRow } from './ports/run-directory.ts'
import type { RunStateStore } from './ports/run-state.ts'
import type { ScheduleStore } from './ports/schedules.ts'
import type { SnapshotStore } from './ports/snapshot-store.ts'
import type { TagStore } from './ports/tag-store.ts'
import type { TaskQueue } from './ports/task-queue.ts'
import type { TimerStore } from './ports/timers.ts'
import { type RetentionDeps, startRetentionLoop } from './record-keeping/retention-loop.ts'
import { startRelayLoop } from './relay/relay-loop.ts'
import type { Role } from './roles.ts'
import { startWorkerLoop } from './runner/worker-loop.ts'
import { startTimerLoop } from './timers/timer-loop.ts'
import { mendQuestion } from './usecases/approvals/lost-questions.ts'
import { withdrawIfPast } from './usecases/approvals/past-questions.ts'
import { areRecorded } from './usecases/drained.ts'
import { applyDurableCommand } from './usecases/durable-commands.ts'
import type { Engine } from './usecases/engine.ts'
import { releaseDecidedNodes } from './usecases/patches/release-nodes.ts'
import { startCompactionLoop } from './usecases/workflows/compaction-loop.ts'

/** Runs whose workspace a process remembers. */
const KNOWN_RUNS = 4096

export interface LoopDeps {
  engine: Engine
  /** What of the work this process takes; all of it when absent. */
  roles?: ReadonlySet<Role>
  queue: TaskQueue
  runState: RunStateStore
  /** Where runners outside find jobs, and the door of agents to their own run; absent where no runner can come. */
  outside?: { board: JobBoard; patching: RunPatching }
  /** Partitions looked through for hot state of ended runs; absent where a whole life lasts seconds. */
  sweptPartitions?: number
  timers: TimerStore
  snapshots: SnapshotStore
  /** Absent: nothing is ever deleted. */
  retention?: Pick<RetentionDeps, 'keeping' | 'garbage' | 'policy'>
  /** Absent: recorded events go nowhere. */
  relay?: { outbox: Outbox; publisher: EventPublisher }
  /** Workflows started by the clock; none in the simulation. */
  schedules?: ScheduleStore
  rebuilder: Rebuilder
  scopes: ScopeReader
  executors: Readonly<Record<string, Executor>>
  /** Unique per process lifetime; names this process in the consumer groups. */
  processName: string
  leaseMs: number
  /** `perType`: node types with slots of their own, so that neither takes those of the others. */
  concurrency: { tasks: number; agents: number; perType?: Readonly<Record<string, number>> }
  /** Absent where nothing is published, as in the simulation: then nothing is compacted. */
  tags?: TagStore
}

/** Starts what works in the background. Stopping takes work off the front first: runners, then routing, then the record, each finishing what it has. */
export function startEngineLoops(deps: LoopDeps): BackgroundLoop {
  const coordinates = takes(deps, 'coordinator')
  const stages: BackgroundLoop[][] = [
    coordinates ? startLookingAfter(deps) : [],
    [...startWorkers(deps), ...(takes(deps, 'agent-runner') ? startOutside(deps) : [])],
    coordinates ? [startRouting(deps)] : [],
    coordinates ? [startRecording(deps)] : [],
    takes(deps, 'relay') && deps.relay ? [startRelayLoop({ ...deps.relay, ...deps.engine })] : [],
  ]
  return {
    async stop() {
      for (const stage of stages) await Promise.all(stage.map((loop) => loop.stop()))
    },
  }
}

function takes({ roles }: LoopDeps, role: Role): boolean {
  return roles === undefined || roles.has(role)
}

const releaseNodesOf =
  ({ engine }: LoopDeps) =>
  (run: { runId: string; partition: number }) =>
    releaseDecidedNodes(engine, run)

function startLookingAfter(deps: LoopDeps): BackgroundLoop[] {
  const { engine, rebuilder, timers, snapshots, retention } = deps
  const applyCommand = (command: DurableCommand) => applyDurableCommand(engine, command)
  return [
    startTimerLoop(engine, timers, deps.schedules),
    ...(deps.sweptPartitions === undefined ? [] : [startSweepLoop({ ...engine, runState: deps.runState, partitions: deps.sweptPartitions })]),
    startReconcileLoop({
      ...engine,
      queue: deps.queue,
      rebuilder,
      releaseNodes: releaseNodesOf(deps),
      applyCommand,
      withdrawIfPast: (approval) => withdrawIfPast(engine, approval),
      mendQuestion: (run, waiting) => mendQuestion(engine, run, waiting),
      incarnation: () => deps.runState.incarnation(),
      ...(deps.outside ? { lookAfterForgottenJobs: forgottenJobsOf(engine, deps.outside) } : {}),
    }),
    ...(deps.outside ? [startJobCareLoop({ ...engine, ...deps.outside })] : []),
    ...(deps.tags ? [startCompactionLoop({ ...engine, tags: deps.tags })] : []),
    startSnapshotLoop({ ...engine, snapshots }),
    ...(retention && retention.policy.everyMinutes > 0 ? [startRetentionLoop({ ...engine, ...retention })] : []),
  ]
}

function startRouting({ engine, queue, rebuilder, processName: consumer, leaseMs }: LoopDeps): BackgroundLoop {
  const { commander, logger, metrics, limits } = engine
  return startCompletionLoop({ queue, commander, logger, metrics, limits, consumer, leaseMs, revive: (runId) => rebuilder.revive(runId) })
}

function startRecording(deps: LoopDeps): BackgroundLoop {
  const { engine, queue, runState, rebuilder, processName: consumer } = deps
  const { log, fanout, logger, metrics } = engine
  const onDrained = createDrainedHandler({ ...engine, runState, releaseNodes: releaseNodesOf(deps) })
  return startDrainLoop({ queue, log, fanout, logger, metrics, consumer, onDrained, onConflict: rebuilder.fence })
}

/** The board's own jobs are looked after by a loop of their own; one it has forgotten is known by the run alone. */
function forgottenJobsOf(engine: Engine, outside: NonNullable<LoopDeps['outside']>) {
  return async (run: RunRow): Promise<void> => {
    const known = await outside.board.posted(run.runId)
    if (known.length === 0) await lookAfterJobs({ ...engine, ...outside }, run)
  }
}

/** Jobs to runners outside and words of theirs: whoever takes agents does both. */
function startOutside({ engine, queue, outside, processName: consumer, leaseMs }: LoopDeps): BackgroundLoop[] {
  if (!outside) return []
  const shared = { ...engine, ...outside, queue, consumer, leaseMs }
  return [startPublishLoop(shared), startHearingLoop(shared)]
}

/** Agents wait for models and people, so they have slots of their own and never hold back other nodes. */
function startWorkers(deps: LoopDeps): BackgroundLoop[] {
  const { engine, queue, runState, scopes, executors, processName, leaseMs } = deps
  const shared = {
    queue,
    runState,
    commander: engine.commander,
    cas: engine.cas,
    scopes,
    executors,
    clock: engine.clock,
    logger: engine.logger,
    metrics: engine.metrics,
    limits: engine.limits,
    leaseMs,
    mayWork: () => engine.pressure.mayWork(),
    recorded: (events: readonly RunEvent[]) => areRecorded(engine, events),
    isKnownRun: async (runId: string) => (await engine.runs.get(runId)) !== undefined,
    workspaceOf: workspacesOf(engine),
  }
  return slotsOf(deps).map(({ types, concurrency, name }) => startWorkerLoop({ ...shared, workerName: `${processName}${name}`, types, concurrency }))
}

/** A run's workspace never changes. */
function workspacesOf({ runs }: Engine): (runId: string) => Promise<string> {
  const known = new Lru<string>({ entries: KNOWN_RUNS })
  return async (runId) => {
    const workspaceId = known.get(runId) ?? (await runs.get(runId))?.workspaceId
    if (workspaceId !== undefined) known.set(runId, workspaceId)
    return workspaceId ?? 'local'
  }
}

interface Slots {
  types: string[]
  concurrency: number
  /** Behind the name of the process. */
  name: string
}

/** Who carries out what: agents and types with a bound of their own apart, everything else together (QP-08). */
function slotsOf(deps: LoopDeps): Slots[] {
  const { tasks, agents, perType = {} } = deps.concurrency
  const mine = Object.keys(deps.executors).filter((type) => takes(deps, type === 'agent' ? 'agent-runner' : 'executor'))
  const bounded = mine.flatMap((type): Slots[] => {
    const concurrency = perType[type] ?? (type === 'agent' ? agents : undefined)
    return concurrency === undefined ? [] : [{ types: [type], concurrency, name: `-${type}s` }]
  })
  const rest = mine.filter((type) => !bounded.some(({ types }) => types.includes(type)))
  return [...(rest.length > 0 ? [{ types: rest, concurrency: tasks, name: '' }] : []), ...bounded]
}
