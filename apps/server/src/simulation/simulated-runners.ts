import { countAgents } from '@aob/ir/document'
import { isTerminal } from '@aob/ir/run'
import type { AgentJob, Workflow } from '@aob/schemas'
import { jobIdOf } from '../jobs/job-id.ts'
import type { Random } from './random.ts'
import { randomOperations } from './random-patch.ts'
import type { SimulatedBoard } from './simulated-board.ts'
import { require } from './violation.ts'
import type { World } from './world.ts'

/** A job in the hands of a runner outside. */
interface InHand {
  id: number
  job: AgentJob
}

/** Runners outside: they take jobs, work, die, say things twice, and some lie. */
export interface Outside {
  board: SimulatedBoard
  chance: Random
  inHand: InHand[]
  /** Words that were said, to be said again at odd times. */
  said: string[]
}

const MOST_AGENTS = 5

/** Makes some nodes of a workflow agents whose work is done outside. */
export function giveSomeOutside(workflow: Workflow, chance: Random): void {
  let agents = countAgents(workflow)
  for (const node of workflow.nodes) {
    const becomes = node.type === 'function' && agents < MOST_AGENTS && chance.chance(0.6)
    if (!becomes && node.type !== 'agent') continue
    if (becomes) agents += 1
    node.type = 'agent'
    node.config = { prompt: 'Say what you know.', runner: 'default', ...(chance.chance(0.5) ? { tools: [] } : {}) }
  }
}

/** What runners do between two steps of a rough time. */
export function runnersAct(world: World): void {
  const { runners: outside } = world
  if (!outside) return
  const { chance, board } = outside
  if (chance.chance(0.15)) takeOne(outside)
  if (outside.inHand.length > 0 && chance.chance(0.3)) chance.pick(DEEDS)(world, outside, chance.pick(outside.inHand))
  if (outside.said.length > 0 && chance.chance(0.02)) board.say(chance.pick(outside.said))
}

/** Runners that do what they should: everything is taken and answered. */
export function runnersAttend(world: World): void {
  const { runners: outside } = world
  if (!outside) return
  outside.inHand.splice(0)
  for (let hand = takeOne(outside); hand; hand = takeOne(outside)) {
    tell(outside, hand, { kind: 'started', runner: 'diligent' })
    answer(outside, hand)
  }
}

function takeOne(outside: Outside): InHand | undefined {
  const taken = outside.board.take()
  if (!taken) return undefined
  // Written by the server.
  const hand = { id: taken.id, job: JSON.parse(taken.json) as AgentJob }
  outside.inHand.push(hand)
  return hand
}

type Deed = (world: World, outside: Outside, hand: InHand) => void

/** What a runner may do next with what it has in hand; the likelier, the more often it stands here. */
const tellStarted: Deed = (_, outside, hand) => tell(outside, hand, { kind: 'started', runner: 'hasty' })
const tellBeat: Deed = (_, outside, hand) => tell(outside, hand, { kind: 'heartbeat' })
const tellAnswer: Deed = (_, outside, hand) => answer(outside, hand)
const tellPatches: Deed = (world, outside, hand) => answer(outside, hand, patchesFor(hand.job, outside.chance, world.ids.next().slice(-6)))
const tellFailure: Deed = (_, outside, hand) => {
  tell(outside, hand, { kind: 'failed', error: { lasts: outside.chance.pick(['transient', 'transient', 'permanent']), message: 'no' } })
  letGo(outside, hand)
}
/** It dies with what it has in hand, before or after it has said so. */
const die: Deed = (_, outside, hand) => void outside.inHand.splice(outside.inHand.indexOf(hand), 1)
/** Whatever it says like this may never count. */
const lie: Deed = (_, { board, chance }, { job }) => {
  const lied = { kind: 'completed', text: 'forged', jobId: job.jobId, token: job.token }
  const neighbour = jobIdOf({ ...job, attempt: Math.max(1, job.attempt + chance.pick([-1, 1, 2])) })
  const other = neighbour === job.jobId ? `${neighbour}x` : neighbour
  board.say(
    chance.pick([
      '{',
      '',
      '{"kind":"completed"}',
      JSON.stringify({ ...lied, token: 'guessed' }),
      JSON.stringify({ ...lied, jobId: other }),
      JSON.stringify({ ...job, ...lied }),
    ]),
  )
}
const DEEDS: readonly Deed[] = [tellStarted, tellStarted, tellStarted, tellBeat, tellAnswer, tellAnswer, tellPatches, tellFailure, lie, lie, die]

function answer(outside: Outside, hand: InHand, patches: unknown[] = []): void {
  // Who answered which attempt can be told by its output.
  tell(outside, hand, { kind: 'completed', text: hand.job.jobId, ...(patches.length > 0 ? { patches } : {}) })
  letGo(outside, hand)
}

function letGo(outside: Outside, hand: InHand): void {
  if (outside.chance.chance(0.9)) outside.board.remove(hand.id)
  outside.inHand.splice(outside.inHand.indexOf(hand), 1)
}

function tell({ board, said }: Outside, { job: { jobId, token } }: InHand, word: Record<string, unknown>): void {
  const json = JSON.stringify({ jobId, token, ...word })
  said.push(json)
  board.say(json)
}

function patchesFor({ context, mayPropose }: AgentJob, chance: Random, prefix: string): unknown[] {
  // Written by the server.
  const { workflow } = (context ?? {}) as { workflow?: Workflow }
  return mayPropose && workflow ? [{ operations: randomOperations(workflow, chance, `o${prefix}`) }] : []
}

/** Every answer on record is the one its own attempt was given, by somebody who had its token (D-31, D-34). */
export async function checkAnswers(world: World): Promise<void> {
  const outputs = new Map<string, unknown>()
  for (const [runId, { events, projection }] of world.record.tables.runs) {
    require(isTerminal(projection.status), 'QP-06', () => `run ${runId} has not ended`)
    for (const { type, data } of events) {
      if (type !== 'node.completed') continue
      const { nodeId, attempt, outputRef } = data
      const output = outputs.get(outputRef) ?? (await readOutput(world, outputRef))
      outputs.set(outputRef, output)
      const text: unknown = typeof output === 'object' && output !== null && 'text' in output ? output.text : undefined
      const expected = jobIdOf({ runId, nodeId, attempt })
      require(text === undefined || text === expected, 'QP-06', () => `${nodeId} #${attempt} of ${runId} was completed by the answer "${text}"`)
      if (text !== undefined) world.tally.outside += 1
    }
  }
}

async function readOutput({ record }: World, outputRef: string): Promise<unknown> {
  const bytes = await record.blobs.get(outputRef.slice('cas://sha256:'.length))
  return bytes && JSON.parse(new TextDecoder().decode(bytes))
}
