import { DEFAULT_LIMITS, type Limits } from '@aob/schemas'
import { createAfterCommit } from '../coordinator/after-commit.ts'
import { createCasJson } from '../coordinator/cas-json.ts'
import { createCommander } from '../coordinator/commander.ts'
import { createConditionJudge } from '../coordinator/condition-judge.ts'
import { createScopeReader } from '../coordinator/expression-scope.ts'
import { createFrozenRuns } from '../coordinator/frozen-runs.ts'
import { NO_PRESSURE } from '../coordinator/pressure.ts'
import { createRebuilder } from '../coordinator/rebuild.ts'
import { createRunHistory } from '../coordinator/run-history.ts'
import { startEngineLoops } from '../engine-loops.ts'
import { createExpressions } from '../expressions/expressions.ts'
import type { PatchSetStore } from '../ports/patch-set-store.ts'
import { createDocumentRules } from '../usecases/document-rules.ts'
import type { Engine } from '../usecases/engine.ts'
import { createKnownDocuments } from '../usecases/known-documents.ts'
import { createRunPatching } from '../usecases/patches/run-patching.ts'
import { plantIn } from './planted-faults.ts'
import type { Owner } from './scheduler.ts'
import { simulatedExecutors } from './simulated-executors.ts'
import { simulatedFanout, simulatedPort, simulatedQueue } from './simulated-port.ts'
import { watchedRunState } from './timelines.ts'
import type { World } from './world.ts'

/** Short, so that a schedule of seconds sees tokens and completions taken over. */
export const LEASE_MS = 3000

/** Short, so that a schedule sees runners taken for lost, and jobs nobody came for. */
const RUNNERS = { maxAgentSilenceMs: 6000, maxAgentJobWaitMs: 40_000 }

const TOKENS_ONLY = { maxInlineNodes: 1 }
/** Ways a schedule goes on inline: not at all, for one further node, for some, and in wide runs too. */
const INLINE = [
  TOKENS_ONLY,
  { maxInlineNodes: 2, maxFusedNodes: 1 },
  { maxInlineNodes: 16 },
  { maxInlineNodes: 100, maxInlineMs: 60_000, maxInlineWidth: 100, maxFusedNodes: 100, maxFusedMs: 5_000 },
] as const satisfies readonly Partial<Limits>[]

/** By the seed itself: whoever draws more or less chance elsewhere leaves it alone. */
function inlineOf(seed: number): Partial<Limits> {
  return INLINE[seed % INLINE.length] ?? {}
}

/** One running server: the production engine and its loops over simulated ports. */
export interface SimulatedProcess {
  owner: Owner
  engine: Engine
}

const expressions = createExpressions()
/** Runs of the simulation start with what they are given. */
const NO_PATCH_SETS: PatchSetStore = { create: async () => false, list: async () => [], change: async () => false, results: async () => [] }

const rules = createDocumentRules({ limits: DEFAULT_LIMITS, egress: () => undefined, expression: (source) => expressions.check(source) })

/** Wires a process as the composition root does, with the simulation's stores behind its ports; `start` starts its loops. */
export function wireProcess(world: World, name: string): { process: SimulatedProcess; start: () => void } {
  const owner: Owner = { name, alive: true, pausedUntil: 0 }
  const port = <Port extends object>(label: string, target: Port) => simulatedPort(world, owner, label, target)
  const { record, hot, logger, metrics } = world
  const clock = { now: () => world.scheduler.now }
  const planted = plantIn(world.planted, {
    queue: simulatedQueue(world, owner, recordingQueue(world), hot.data),
    runState: port('hot', watchedRunState(world)),
  })
  const approvals = port('approvals', record.approvals)
  const timers = port('timers', record.timers)
  const blobs = port('blobs', record.blobs)
  const cas = createCasJson(blobs)
  const scopes = createScopeReader({ cas, vars: {} })
  const judge = createConditionJudge({ expressions, scopes })
  const commander = planted.commander(
    createCommander({
      runState: planted.runState,
      cas,
      judge,
      clock,
      logger,
      metrics,
      newEpoch: () => world.ids.next(),
      afterCommit: createAfterCommit({ timers, logger, metrics }),
    }),
  )
  const fanout = simulatedFanout(world, owner, hot.fanout)
  const [runs, log, patches] = [port('runs', record.runs), port('log', record.eventLog), port('patches', record.patches)]
  const repeatFrozen = createFrozenRuns({ runs, log, patches, cas, fanout, clock, logger })
  // Few, so that a schedule sees folds that begin at a snapshot.
  const limits = { ...DEFAULT_LIMITS, ...RUNNERS, snapshotEveryEvents: 10, ...(world.inline ? inlineOf(world.seed) : TOKENS_ONLY) }
  const snapshots = port('snapshots', record.snapshots)
  const history = createRunHistory({ log, runs, snapshots, blobs, cas, ids: world.ids, limits })
  const engine: Engine = {
    runs,
    commands: port('commands', record.commands),
    documents: port('documents', record.documents),
    patches,
    patchSets: NO_PATCH_SETS,
    approvals,
    log,
    blobs,
    cas,
    commander,
    judge,
    repeatFrozen,
    history,
    materializer: world.materializer,
    fanout,
    clock,
    ids: world.ids,
    logger,
    metrics,
    limits,
    limitsOf: async () => limits,
    policy: { judge: async () => undefined },
    rules,
    // Nothing is kept at hand: every read is a step of the schedule.
    known: createKnownDocuments(0),
    partitions: world.partitions,
    pressure: NO_PRESSURE,
    outsideRunners: world.runners !== undefined,
  }
  const rebuilder = createRebuilder({
    runState: planted.runState,
    log: engine.log,
    runs: engine.runs,
    history,
    commander: planted.recoveringCommander(commander),
    cas,
    repeatFrozen,
    logger,
  })
  const patching = createRunPatching(engine)
  const executors = simulatedExecutors({ world, owner, approvals, cas, expressions, patching, clock, limits })
  const start = () => {
    startEngineLoops({
      engine,
      queue: planted.queue,
      runState: planted.runState,
      timers,
      snapshots,
      rebuilder,
      scopes,
      executors,
      processName: name,
      leaseMs: LEASE_MS,
      concurrency: { tasks: 4, agents: 2 },
      ...(world.runners ? { outside: { board: port('board', world.runners.board), patching } } : {}),
    })
  }
  return { process: { owner, engine }, start }
}

/** Remembers what was put on a stream, so that it can be delivered once more. */
function recordingQueue({ hot, sent }: World): World['hot']['queue'] {
  return new Proxy(hot.queue, {
    get(target, name) {
      if (name !== 'append') return Reflect.get(target, name).bind(target)
      return async (...[partition, stream, fields]: Parameters<World['hot']['queue']['append']>) => {
        sent.push({ partition, stream, fields })
        return target.append(partition, stream, fields)
      }
    },
  })
}
