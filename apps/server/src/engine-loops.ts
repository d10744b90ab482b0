import type { RunEvent } from '@aob/schemas'
import { startCompletionLoop } from './coordinator/completion-loop.ts'
import { startDrainLoop } from './coordinator/drain-loop.ts'
import { createDrainedHandler } from './coordinator/drained-events.ts'
import type { ScopeReader } from './coordinator/expression-scope.ts'
import type { Rebuilder } from './coordinator/rebuild.ts'
import { startReconcileLoop } from './coordinator/reconcile-loop.ts'
import type { BackgroundLoop } from './lifecycle.ts'
import type { Executor } from './ports/execution.ts'
import type { RunStateStore } from './ports/run-state.ts'
import type { TaskQueue } from './ports/task-queue.ts'
import type { TimerStore } from './ports/timers.ts'
import { startWorkerLoop } from './runner/worker-loop.ts'
import { startTimerLoop } from './timers/timer-loop.ts'
import { areRecorded } from './usecases/drained.ts'
import { applyDurableCommand } from './usecases/durable-commands.ts'
import type { Engine } from './usecases/engine.ts'
import { releaseDecidedNodes } from './usecases/patches/release-nodes.ts'

export interface LoopDeps {
  engine: Engine
  queue: TaskQueue
  runState: RunStateStore
  timers: TimerStore
  rebuilder: Rebuilder
  scopes: ScopeReader
  executors: Readonly<Record<string, Executor>>
  /** Unique per process lifetime; names this process in the consumer groups. */
  processName: string
  leaseMs: number
  concurrency: { tasks: number; agents: number }
}

/** Starts everything that works in the background. Stopping takes work off the front first: runners, then routing, then the record, each finishing what it has. */
export function startEngineLoops(deps: LoopDeps): BackgroundLoop {
  const { engine, queue, rebuilder, processName: consumer, leaseMs } = deps
  const { logger, metrics } = engine
  const releaseNodes = (runId: string) => releaseDecidedNodes(engine, runId)
  const stages: BackgroundLoop[][] = [
    [
      startTimerLoop(engine, deps.timers),
      startReconcileLoop({ ...engine, rebuilder, releaseNodes, applyCommand: (command) => applyDurableCommand(engine, command) }),
    ],
    startWorkers(deps),
    [startCompletionLoop({ queue, commander: engine.commander, logger, metrics, consumer, leaseMs, revive: (runId) => rebuilder.revive(runId) })],
    [
      startDrainLoop({
        queue,
        log: engine.log,
        fanout: engine.fanout,
        logger,
        metrics,
        consumer,
        onDrained: createDrainedHandler({ ...engine, runState: deps.runState, releaseNodes }),
        onConflict: (runId) => rebuilder.fence(runId),
      }),
    ],
  ]
  return {
    async stop() {
      for (const stage of stages) await Promise.all(stage.map((loop) => loop.stop()))
    },
  }
}

/** Agents wait for models and people, so they have slots of their own and never hold back other nodes. */
function startWorkers(deps: LoopDeps): BackgroundLoop[] {
  const { engine, queue, scopes, executors, processName, leaseMs } = deps
  const shared = {
    queue,
    commander: engine.commander,
    cas: engine.cas,
    scopes,
    executors,
    clock: engine.clock,
    logger: engine.logger,
    metrics: engine.metrics,
    limits: engine.limits,
    leaseMs,
    recorded: (events: readonly RunEvent[]) => areRecorded(engine, events),
    workspaceOf: async (runId: string) => (await engine.runs.get(runId))?.workspaceId ?? 'local',
  }
  const types = Object.keys(executors)
  return [
    startWorkerLoop({ ...shared, workerName: processName, types: types.filter((type) => type !== 'agent'), concurrency: deps.concurrency.tasks }),
    startWorkerLoop({ ...shared, workerName: `${processName}-agents`, types: types.filter((type) => type === 'agent'), concurrency: deps.concurrency.agents }),
  ]
}
