import { validateWorkflow } from '@aob/ir/document'
import { DEFAULT_LIMITS, type RunEvent, type Workflow } from '@aob/schemas'
import { checkEverything, mixedHistory } from './checks.ts'
import { boot, drawTemper, makeFair, strike, type Temper } from './misfortune.ts'
import * as people from './people.ts'
import type { PlantedFault } from './planted-faults.ts'
import { hasSettled, openMatters } from './quiescence.ts'
import type { Random } from './random.ts'
import { randomWorkflow } from './random-workflow.ts'
import type { Scale, ScaleName } from './scale.ts'
import { checkAnswers, giveSomeOutside, runnersAct, runnersAttend } from './simulated-runners.ts'
import type { Tally } from './tally.ts'
import { Violation } from './violation.ts'
import { withVirtualTime } from './virtual-time.ts'
import { createWorld, FAIR, type World } from './world.ts'

/** Simulated time and steps after which a run that has not settled counts as stuck. */
const PATIENCE_MS = 240_000
const PATIENCE_STEPS = 60_000

export interface ScheduleResult {
  seed: number
  steps: number
  simulatedMs: number
  tally: Tally
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
export async function runSchedule(
  seed: number,
  options: { planted?: PlantedFault; control?: boolean; scale?: ScaleName; inline?: boolean; runners?: boolean } = {},
): Promise<ScheduleResult> {
  const world = await createWorld(seed, options)
  const { control = true } = options
  const wanted = wantedRuns(world.random.fork(), world.scale)
  if (control) for (const { workflow } of wanted) boundSome(workflow, world.control)
  if (world.runners) for (const { workflow } of wanted) giveSomeOutside(workflow, world.runners.chance)
  let violation: Violation | undefined
  await withVirtualTime(world.scheduler, world.rests, async () => {
    try {
      await roughTime(world, wanted, control)
      await fairTime(world, wanted)
      await checkEverything(world)
      if (world.runners) await checkAnswers(world)
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
    tally: talliedUp(world),
    ...(violation ? { violation } : {}),
    trace: world.trace,
    logs: new Map([...world.record.tables.runs].map(([runId, { events }]) => [runId, events])),
    fingerprint: `${steps}/${now}/${world.trace.length}/${world.record.tables.runs.size}/${[...world.record.tables.runs.values()].map(({ events }) => JSON.stringify(events).length).join(',')}`,
  }
}

function talliedUp({ tally, promises, record: { tables } }: World): Tally {
  const runs = [...tables.runs.values()]
  const patches = [...tables.patches.values()].filter(({ status }) => status === 'applied').length
  const decisions = promises.decisions.size + promises.rejections.size + promises.cancels.size + promises.pauses.length + promises.resolutions.length
  return { ...tally, runs: runs.length, events: runs.reduce((sum, { events }) => sum + events.length, 0), patches, decisions }
}

function asViolation(error: unknown): Violation {
  return error instanceof Violation ? error : new Violation('crash', error instanceof Error ? (error.stack ?? error.message) : String(error))
}

function wantedRuns(random: Random, { nodes, secondRun }: Scale): people.WantedRun[] {
  return Array.from({ length: random.chance(secondRun) ? 2 : 1 }, (_, index) => ({
    key: `run-${index}`,
    workflow: validWorkflow(random, nodes),
    inputs: { n: random.below(9) },
    mode: random.chance(0.3) ? 'fast' : 'full',
  }))
}

function validWorkflow(random: Random, nodes: Scale['nodes']) {
  for (;;) {
    const workflow = randomWorkflow(random, nodes)
    if (validateWorkflow(workflow, { limits: DEFAULT_LIMITS }).valid) return workflow
  }
}

/** Some workflows say how many of their nodes may be at work at the same time. */
function boundSome(workflow: Workflow, random: Random): void {
  if (random.chance(0.3)) workflow.settings = { ...workflow.settings, maxConcurrency: 1 + random.below(3) }
}

async function roughTime(world: World, wanted: people.WantedRun[], control: boolean): Promise<void> {
  const { scale } = world
  const temper = drawTemper(world.random, scale)
  Object.assign(world.weather, { failures: temper.failures, delays: temper.delays, longestDelayMs: 500, lostHints: 0.1 })
  world.say(`temper ${JSON.stringify(temper)}`)
  for (const { key, workflow, inputs, mode } of wanted) world.say(`${key}: ${JSON.stringify({ inputs, mode, workflow })}`)
  for (let count = 0; count < temper.processes; count += 1) await boot(world)
  if (scale.startsAtOnce) for (const each of wanted) people.start(world, each)
  const hold = world.control.pick([0, 0, 0.001, 0.004]) * scale.haste
  const steps = scale.steps.least + world.random.below(scale.steps.spread)
  for (let step = 0; step < steps; step += 1) {
    await strike(world, temper)
    act(world, temper, wanted)
    if (control) people.takeControl(world, hold, wanted)
    runnersAct(world)
    if (!(await world.scheduler.turn())) return
    if (scale.endsWhenSettled && step % scale.checkEvery === 0 && allStarted(wanted) && hasSettled(world)) return
  }
}

function act(world: World, temper: Temper, wanted: people.WantedRun[]): void {
  const { random } = world
  for (const each of wanted) {
    if (each.runId === undefined) {
      if (random.chance(world.scale.start)) people.start(world, each)
      continue
    }
    if (random.chance(temper.patch)) people.patch(world, each.runId)
    if (random.chance(temper.cancel)) people.cancel(world, each.runId)
  }
  if (random.chance(temper.decide)) people.decideSomething(world)
}

async function fairTime(world: World, wanted: people.WantedRun[]): Promise<void> {
  const { checkEvery, attendEvery } = world.scale
  await makeFair(world, FAIR)
  const until = world.scheduler.now + PATIENCE_MS
  for (let step = 0; ; step += 1) {
    if (step % checkEvery === 0) {
      if (allStarted(wanted) && hasSettled(world)) return
      if (world.scheduler.now > until || step > PATIENCE_STEPS) {
        const open = allStarted(wanted) ? openMatters(world) : ['a start that was never acknowledged']
        throw new Violation('stuck', `Nothing went wrong any more, and still open: ${open.join('; ')}`)
      }
    }
    if (step % attendEvery === 0) attend(world, wanted)
    if (!(await world.scheduler.turn())) throw new Violation('stuck', 'Nobody waits for anything any more.')
  }
}

function allStarted(wanted: readonly people.WantedRun[]): boolean {
  return wanted.every(({ runId }) => runId !== undefined)
}

function attend(world: World, wanted: people.WantedRun[]): void {
  runnersAttend(world)
  for (const each of wanted) if (each.runId === undefined) people.start(world, each)
  people.decideSomething(world)
  people.resolveSomething(world)
  for (const { row, projection } of world.record.tables.runs.values()) if (projection.status === 'PAUSED') people.resume(world, row.runId)
}
