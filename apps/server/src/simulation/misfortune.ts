import { loseHotData, snapshotOf } from './hot-memory.ts'
import type { Random } from './random.ts'
import type { Scale } from './scale.ts'
import { LEASE_MS, wireProcess } from './simulated-process.ts'
import type { World } from './world.ts'

/** How hard a schedule is on the engine: chances per step, drawn once per schedule so that schedules differ in kind. */
export interface Temper {
  crash: number
  hotLoss: number
  pause: number
  repeat: number
  patch: number
  decide: number
  cancel: number
  failures: number
  delays: number
  processes: number
}

const SNAPSHOTS_KEPT = 4
/** Longest stop of a process that goes on afterwards; beyond its lease. */
const LONGEST_PAUSE_MS = LEASE_MS * 2

export function drawTemper(random: Random, { haste, mostProcesses }: Scale): Temper {
  const often = (...chances: number[]) => random.pick(chances) * haste
  return {
    crash: often(0, 0.0007, 0.003),
    hotLoss: often(0, 0, 0.0004, 0.0015),
    pause: often(0, 0.001, 0.004),
    repeat: often(0, 0.003, 0.02),
    patch: often(0, 0.003, 0.01),
    decide: often(0, 0.005, 0.02),
    cancel: often(0, 0, 0, 0.0008),
    failures: random.pick([0, 0, 0, 0.004]),
    delays: random.pick([0, 0.03, 0.12]),
    processes: 1 + random.below(mostProcesses),
  }
}

/** What may go wrong between two steps. */
export async function strike(world: World, temper: Temper): Promise<void> {
  const { random } = world
  // Kept for a loss only: where none will come, nobody pays for them.
  if (temper.hotLoss > 0 && world.scheduler.steps % world.scale.snapshotEvery === 0) {
    world.snapshots.push(snapshotOf(world.hot.data))
    if (world.snapshots.length > SNAPSHOTS_KEPT) world.snapshots.shift()
  }
  if (random.chance(temper.crash)) await crash(world, temper)
  if (random.chance(temper.hotLoss)) loseSomething(world)
  if (random.chance(temper.pause)) pause(world)
  if (random.chance(temper.repeat)) repeat(world)
  if (!world.processes.some(({ owner }) => owner.alive) && random.chance(0.05)) await boot(world)
}

export async function boot(world: World): Promise<void> {
  const name = `p${world.processes.length + 1}`
  world.say(`${name} starts`)
  const { process, start } = wireProcess(world, name)
  world.processes.push(process)
  await world.scheduler.begin(process.owner, start)
}

/** One process dies at whatever it was waiting for; or all of them do together with an in-process hot store. */
async function crash(world: World, temper: Temper): Promise<void> {
  const alive = world.processes.filter(({ owner }) => owner.alive)
  if (alive.length === 0) return
  const together = temper.hotLoss > 0 && world.random.chance(0.2)
  for (const { owner } of together ? alive : [world.random.pick(alive)]) {
    world.tally.crashes += 1
    world.say(`${owner.name} dies`)
    world.scheduler.kill(owner)
  }
  if (together) lose(world, undefined)
  if (world.random.chance(0.7)) await boot(world)
}

function loseSomething(world: World): void {
  lose(world, world.snapshots.length > 0 && world.random.chance(0.6) ? world.random.pick(world.snapshots) : undefined)
}

function lose(world: World, back: World['snapshots'][number] | undefined): void {
  world.tally.hotLosses += 1
  world.say(back ? 'the hot store falls back to an earlier point' : 'the hot store loses everything')
  loseHotData(world.hot.data, back)
  const { runners } = world
  // On a cluster the streams of runners lie elsewhere: they may be lost with the rest, or not.
  if (runners?.chance.chance(0.6)) runners.board.lose(runners.chance.chance(0.7))
  // What was lost cannot come again, except from the hands of whoever had read it; only a completion may still be on its way.
  world.sent.splice(0, world.sent.length, ...world.sent.filter(({ stream }) => stream === 'completions'))
}

function pause(world: World): void {
  const alive = world.processes.filter(({ owner }) => owner.alive)
  if (alive.length === 0) return
  const { owner } = world.random.pick(alive)
  world.tally.standstills += 1
  owner.pausedUntil = world.scheduler.now + world.random.below(LONGEST_PAUSE_MS)
  world.say(`${owner.name} stands still until ${owner.pausedUntil}`)
}

/** A message that was sent at some time is delivered once more. */
function repeat(world: World): void {
  if (world.sent.length === 0) return
  const { partition, stream, fields } = world.random.pick(world.sent)
  world.tally.duplicates += 1
  world.say(`${stream} delivers once more: ${JSON.stringify(fields).slice(0, 160)}`)
  world.hot.data.append(partition, stream, fields)
}

/** Nothing goes wrong from here on, and somebody is there. */
export async function makeFair(world: World, fair: World['weather']): Promise<void> {
  Object.assign(world.weather, fair)
  for (const { owner } of world.processes) owner.pausedUntil = 0
  if (!world.processes.some(({ owner }) => owner.alive)) await boot(world)
  world.say('--- nothing goes wrong from here on ---')
}
