import { validateWorkflow } from '@aob/ir/document'
import { DEFAULT_LIMITS, type RunEvent, type Workflow } from '@aob/schemas'
import { checkEverything, mixedHistory } from './checks.ts'
import { boot, drawTemper, makeFair, strike, type Temper } from './misfortune.ts'
import * as people from './people.ts'
import type { PlantedFault } from './planted-faults.ts'
import { openMatters } from './quiescence.ts'
import type { Random } from './random.ts'
import { randomWorkflow } from './random-workflow.ts'
import { Violation } from './violation.ts'
import { withVirtualTime } from './virtual-time.ts'
import { createWorld, FAIR, type World } from './world.ts'

/** Simulated time and steps after which a run that has not settled counts as stuck. */
const PATIENCE_MS = 240_000
const PATIENCE_STEPS = 60_000
const CHECK_EVERY_STEPS = 40
/** How often somebody looks at what waits for a person, in steps, once nothing goes wrong any more. */
const ATTEND_EVERY_STEPS = 60

export interface ScheduleResult {
  seed: number
  steps: number
  simulatedMs: number
  runs: number
  hotLosses: number
  violation?: Violation
  trace: readonly string[]
  /** The recorded events of every run. */
  logs: ReadonlyMap<string, readonly RunEvent[]>
  /** Digest of everything that happened: two schedules of one seed have the same. */
  fingerprint: string
}

/**
 * Runs one schedule: a rough time, then a fair one in which everything has to settle, then the checks. Without `control` nobody pauses
 * a run, resolves a held node or bounds a workflow in the rough time: seeds found before people could do so keep their meaning.
 */
export async function runSchedule(seed: number, options: { planted?: PlantedFault; control?: boolean } = {}): Promise<ScheduleResult> {
  const world = await createWorld(seed, options.planted)
  const { control = true } = options
  const wanted = wantedRuns(world.random.fork())
  if (control) for (const { workflow } of wanted) boundSome(workflow, world.control)
  let violation: Violation | undefined
  await withVirtualTime(world.scheduler, async () => {
    try {
      await roughTime(world, wanted, control)
      await fairTime(world, wanted)
      await checkEverything(world)
    } catch (error) {
      // A log that mixes two histories is the cause of whatever else is found.
      violation = mixedHistory(world) ?? asViolation(error)
    }
    for (const { owner } of world.processes) world.scheduler.kill(owner)
  })
  const { steps, now } = world.scheduler
  return {
    seed,
    steps,
    simulatedMs: now - Date.UTC(2026, 0, 1),
    runs: wanted.length,
    hotLosses: world.hotLosses,
    ...(violation ? { violation } : {}),
    trace: world.trace,
    logs: new Map([...world.record.tables.runs].map(([runId, { events }]) => [runId, events])),
    fingerprint: `${steps}/${now}/${world.trace.length}/${world.record.tables.runs.size}/${[...world.record.tables.runs.values()].map(({ events }) => JSON.stringify(events).length).join(',')}`,
  }
}

function asViolation(error: unknown): Violation {
  return error instanceof Violation ? error : new Violation('crash', error instanceof Error ? (error.stack ?? error.message) : String(error))
}

function wantedRuns(random: Random): people.WantedRun[] {
  return Array.from({ length: random.chance(0.3) ? 2 : 1 }, (_, index) => ({
    key: `run-${index}`,
    workflow: validWorkflow(random),
    inputs: { n: random.below(9) },
    mode: random.chance(0.3) ? 'fast' : 'full',
  }))
}

function validWorkflow(random: Random) {
  for (;;) {
    const workflow = randomWorkflow(random)
    if (validateWorkflow(workflow, { limits: DEFAULT_LIMITS }).valid) return workflow
  }
}

/** Some workflows say how many of their nodes may be at work at the same time. */
function boundSome(workflow: Workflow, random: Random): void {
  if (random.chance(0.3)) workflow.settings = { ...workflow.settings, maxConcurrency: 1 + random.below(3) }
}

async function roughTime(world: World, wanted: people.WantedRun[], control: boolean): Promise<void> {
  const temper = drawTemper(world.random)
  Object.assign(world.weather, { failures: temper.failures, delays: temper.delays, longestDelayMs: 500, lostHints: 0.1 })
  world.say(`temper ${JSON.stringify(temper)}`)
  for (const { key, workflow, inputs, mode } of wanted) world.say(`${key}: ${JSON.stringify({ inputs, mode, workflow })}`)
  for (let count = 0; count < temper.processes; count += 1) boot(world)
  const hold = world.control.pick([0, 0, 0.001, 0.004])
  const steps = 800 + world.random.below(2500)
  for (let step = 0; step < steps; step += 1) {
    strike(world, temper)
    act(world, temper, wanted)
    if (control) people.takeControl(world, hold, wanted)
    if (!(await world.scheduler.turn())) return
  }
}

function act(world: World, temper: Temper, wanted: people.WantedRun[]): void {
  const { random } = world
  for (const each of wanted) {
    if (each.runId === undefined) {
      if (random.chance(0.02)) people.start(world, each)
      continue
    }
    if (random.chance(temper.patch)) people.patch(world, each.runId)
    if (random.chance(temper.cancel)) people.cancel(world, each.runId)
  }
  if (random.chance(temper.decide)) people.decideSomething(world)
}

async function fairTime(world: World, wanted: people.WantedRun[]): Promise<void> {
  makeFair(world, FAIR)
  const until = world.scheduler.now + PATIENCE_MS
  for (let step = 0; ; step += 1) {
    if (step % CHECK_EVERY_STEPS === 0) {
      const open = wanted.some(({ runId }) => runId === undefined) ? ['a start that was never acknowledged'] : openMatters(world)
      if (open.length === 0) return
      if (world.scheduler.now > until || step > PATIENCE_STEPS) throw new Violation('stuck', `Nothing went wrong any more, and still open: ${open.join('; ')}`)
    }
    if (step % ATTEND_EVERY_STEPS === 0) attend(world, wanted)
    if (!(await world.scheduler.turn())) throw new Violation('stuck', 'Nobody waits for anything any more.')
  }
}

function attend(world: World, wanted: people.WantedRun[]): void {
  for (const each of wanted) if (each.runId === undefined) people.start(world, each)
  people.decideSomething(world)
  people.resolveSomething(world)
  for (const { row, projection } of world.record.tables.runs.values()) if (projection.status === 'PAUSED') people.resume(world, row.runId)
}
