import pino from 'pino'
import { createWasmMaterializer } from '../adapters/materializer/wasm-materializer.ts'
import { createMemoryHotStore } from '../adapters/memory/hot-store.ts'
import { describeError, type Logger } from '../observability/logger.ts'
import { createMetrics, type Metrics } from '../observability/metrics.ts'
import type { Ids } from '../ports/ids.ts'
import type { DocumentMaterializer } from '../ports/materializer.ts'
import { EffectLedger } from './effect-ledger.ts'
import type { HotSnapshot } from './hot-memory.ts'
import type { PlantedFault } from './planted-faults.ts'
import { Promises } from './promises.ts'
import { Random, seedOf } from './random.ts'
import { createMemoryRecord, type MemoryRecord } from './record/memory-record.ts'
import { SCALES, type Scale, type ScaleName } from './scale.ts'
import { type Owner, Scheduler } from './scheduler.ts'
import { SimulatedBoard } from './simulated-board.ts'
import type { PortContext, Weather } from './simulated-port.ts'
import type { SimulatedProcess } from './simulated-process.ts'
import type { Outside } from './simulated-runners.ts'
import { emptyTally, type Tally } from './tally.ts'

/** 2026-01-01; every schedule begins there. */
const START = 1_767_225_600_000

/** Stores only, nothing fails: what a schedule ends with, so that the rest can settle. */
export const FAIR: Weather = { failures: 0, delays: 0.02, longestDelayMs: 20, lostHints: 0 }

/** Everything that outlives a process: the stores, the world outside, time and chance. */
export interface World extends PortContext {
  seed: number
  scale: Scale
  /** Chance of those who pause, resume and resolve; apart from the rest, so that earlier seeds keep their schedules. */
  control: Random
  /** What was asked of whom and not answered yet. */
  unanswered: Map<string, Owner>
  outside: Owner
  /** Runners outside and their streams; absent where servers do all the work. */
  runners: Outside | undefined
  hot: ReturnType<typeof createMemoryHotStore>
  record: MemoryRecord
  ledger: EffectLedger
  promises: Promises
  processes: SimulatedProcess[]
  materializer: DocumentMaterializer
  metrics: Metrics
  logger: Logger
  ids: Ids
  partitions: number
  planted: PlantedFault | undefined
  /** Whether workers may go on inline. */
  inline: boolean
  /** What happened, one line each, for whoever has to understand a failing seed. */
  trace: string[]
  say(line: string): void
  /** Completions, tokens and events ever appended, to be delivered once more at odd times. */
  sent: Array<{ partition: number; stream: Parameters<World['hot']['data']['append']>[1]; fields: Readonly<Record<string, string>> }>
  snapshots: HotSnapshot[]
  /** For every event as JSON: the events it was decided after. */
  cameAfter: Map<string, string[]>
  /** For every event as JSON that ended a commit: what the hot store held of its run behind it, each time. */
  hotStates: Map<string, Map<string, string>[]>
  tally: Tally
}

let shared: Promise<{ materializer: DocumentMaterializer; metrics: Metrics }> | undefined

/** Compiled and registered once: neither holds anything of a run. */
function sharedParts() {
  const wasmPath = process.env.AOB_WASM_PATH
  shared ??= createWasmMaterializer(wasmPath === undefined ? {} : { wasmPath }).then((materializer) => ({ materializer, metrics: createMetrics() }))
  return shared
}

export async function createWorld(
  seed: number,
  { planted, scale = 'large', inline = true, runners = false }: { planted?: PlantedFault; scale?: ScaleName; inline?: boolean; runners?: boolean } = {},
): Promise<World> {
  const { materializer, metrics } = await sharedParts()
  const random = new Random(seed)
  const outside: Owner = { name: 'outside', alive: true, pausedUntil: 0 }
  const scheduler = new Scheduler(random.fork(), outside, START)
  const now = () => scheduler.now
  const trace: string[] = []
  const say = (line: string) => {
    trace.push(`${String(scheduler.now - START).padStart(7)} ${line}`)
  }
  let issued = 0
  return {
    seed,
    scale: SCALES[scale],
    steps: SCALES[scale].portSteps,
    rests: SCALES[scale].rests,
    control: new Random(seedOf(`control/${seed}`)),
    unanswered: new Map(),
    outside,
    random: random.fork(),
    scheduler,
    weather: { ...FAIR },
    // Of a chance of their own: schedules without them stay what they are.
    runners: runners ? { board: new SimulatedBoard(now), chance: new Random(seedOf(`runners/${seed}`)), inHand: [], said: [] } : undefined,
    hot: createMemoryHotStore({ partitions: SCALES[scale].partitions, now, logger: { warn: say } }),
    record: createMemoryRecord(now),
    ledger: new EffectLedger(),
    promises: new Promises(),
    processes: [],
    materializer,
    metrics,
    logger: pino(
      { level: 'info', base: null, timestamp: false, serializers: { err: (error) => describeError(error).message } },
      { write: (line) => say(line.trim()) },
    ),
    ids: {
      next: () => {
        issued += 1
        return `00000000-0000-7000-8000-${issued.toString(16).padStart(12, '0')}`
      },
    },
    partitions: SCALES[scale].partitions,
    planted,
    inline,
    trace,
    say,
    sent: [],
    snapshots: [],
    cameAfter: new Map(),
    hotStates: new Map(),
    tally: emptyTally(),
  }
}
