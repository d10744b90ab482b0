import type { RunMode, Workflow } from '@aob/schemas'
import { DomainError } from '../domain-error.ts'
import { decideApproval } from '../usecases/approvals/decide-approval.ts'
import { approvePatch, rejectPatch } from '../usecases/patches/decide-patch.ts'
import { submitRunPatch } from '../usecases/patches/submit-run-patch.ts'
import { cancelRun } from '../usecases/runs/cancel-run.ts'
import { pauseRun, resumeRun } from '../usecases/runs/pause-run.ts'
import { requireRun } from '../usecases/runs/read-runs.ts'
import { resolveHeldNode } from '../usecases/runs/resolve-node.ts'
import { startRun } from '../usecases/runs/start-run.ts'
import type { Caller } from '../usecases/services.ts'
import { loadVersion } from '../usecases/versions.ts'
import type { TagPatches } from '../usecases/workflows/tag-patches.ts'
import { randomOperations } from './random-patch.ts'
import { recordedState } from './recorded-state.ts'
import type { SimulatedProcess } from './simulated-process.ts'
import type { World } from './world.ts'

export const PERSON: Caller = { workspaceId: 'local', actor: { kind: 'human', id: 'ada', name: 'Ada' } }

/** Somebody's request to one process. Unanswered when the process dies; only what was answered counts as promised. */
function ask(world: World, what: string, request: (process: SimulatedProcess) => Promise<void>, random = world.random): void {
  const alive = world.processes.filter(({ owner }) => owner.alive)
  if (alive.length === 0) return
  const process = random.pick(alive)
  world.say(`${process.owner.name} is asked: ${what}`)
  world.scheduler.within(process.owner, () => {
    request(process).then(
      () => world.say(`${process.owner.name} answered: ${what}`),
      (error: unknown) => {
        world.say(`${process.owner.name} refused: ${what}: ${error instanceof DomainError ? error.code : ''} ${String(error)}`)
        if (!(error instanceof DomainError)) world.promises.surprises.push(`${what}: ${error instanceof Error ? error.stack : String(error)}`)
      },
    )
  })
}

/** As `ask`, by the chance of those who control runs. A person waits for an answer before asking the same again. */
function askOnce(world: World, what: string, request: (process: SimulatedProcess) => Promise<void>): void {
  if (world.unanswered.get(what)?.alive) return
  const once = async (process: SimulatedProcess) => {
    world.unanswered.set(what, process.owner)
    try {
      await request(process)
    } finally {
      world.unanswered.delete(what)
    }
  }
  ask(world, what, once, world.control)
}

export interface WantedRun {
  key: string
  workflow: Workflow
  mode: RunMode
  inputs: Record<string, unknown>
  runId?: string
}

/** Asks for a run under its idempotency key; asked again until it is acknowledged. */
export function start(world: World, wanted: WantedRun): void {
  ask(world, `start ${wanted.key}`, async ({ engine }) => {
    const { runId } = await startRun(engine, PERSON, { workflow: wanted.workflow, inputs: wanted.inputs, mode: wanted.mode }, wanted.key)
    wanted.runId = runId
    world.promises.starts.set(runId, { key: wanted.key })
  })
}

/** A person changes the run, on the head they see; at times they ask for an answer at once. */
export function patch(world: World, runId: string): void {
  const { random } = world
  const patchId = world.ids.next()
  const [rebase, respondAsync] = [random.chance(0.6), random.chance(0.2)]
  const chance = random.fork()
  ask(world, `patch ${patchId} on ${runId}`, async ({ engine }) => {
    const run = await requireRun(engine, PERSON, runId)
    const { workflow } = await loadVersion(engine, run.headArtifactId)
    const operations = randomOperations(workflow, chance, `p${patchId.slice(-6)}`)
    const input = { run, patchId, operations, baseVersion: run.headArtifactId, rebase, respondAsync, actor: PERSON.actor }
    const accepted = await submitRunPatch(engine, input)
    world.promises.patch(runId, patchId, accepted.status)
  })
}

/** Decides one open proposal, or one open approval, as seen in the record. */
export function decideSomething(world: World): void {
  const { random, record } = world
  const proposals = [...record.tables.patches.values()].filter(({ status }) => status === 'proposed')
  const approvals = [...record.tables.approvals.values()].filter(({ status }) => status === 'waiting_for_approval')
  const choices = [
    ...proposals.map(
      ({ patchId }) =>
        () =>
          decideProposal(world, patchId),
    ),
    ...approvals.map(
      ({ approvalId }) =>
        () =>
          decide(world, approvalId),
    ),
  ]
  if (choices.length > 0) random.pick(choices)()
}

const unexpected = async () => {
  throw new Error('The simulation proposes nothing on tags.')
}
const NO_TAG_PATCHES: TagPatches = { approve: unexpected, reject: unexpected, revert: unexpected }

function decideProposal(world: World, patchId: string): void {
  const accept = world.random.chance(0.7)
  ask(world, `${accept ? 'approve' : 'reject'} patch ${patchId}`, async ({ engine }) => {
    if (accept) {
      const { status } = await approvePatch({ engine, tagPatches: NO_TAG_PATCHES }, PERSON, patchId)
      const runId = world.record.tables.patches.get(patchId)?.runId ?? ''
      world.promises.patch(runId, patchId, status)
    } else {
      await rejectPatch({ engine, tagPatches: NO_TAG_PATCHES }, PERSON, patchId, 'Not now.')
      world.promises.rejections.add(patchId)
    }
  })
}

function decide(world: World, approvalId: string): void {
  const approval = world.record.tables.approvals.get(approvalId)
  if (!approval) return
  const { runId, nodeId, requestHash } = approval
  const decision = world.random.chance(0.75) ? 'approve' : 'reject'
  ask(world, `${decision} ${approvalId} of ${nodeId}`, async ({ engine }) => {
    await decideApproval(engine, PERSON, approvalId, { decision, requestHash, reason: 'Seen.' })
    world.promises.decisions.set(approvalId, { runId, nodeId, decision })
  })
}

export function cancel(world: World, runId: string): void {
  ask(world, `cancel ${runId}`, async ({ engine }) => {
    const { status } = await cancelRun(engine, PERSON, runId, 'Enough.')
    world.promises.cancel(runId, status)
  })
}

/** People who hold runs back, let them go on, and decide about held nodes; by chance of their own, so that other chance stays as it is. */
export function takeControl(world: World, hold: number, wanted: readonly WantedRun[]): void {
  const { control } = world
  for (const { runId } of wanted) {
    if (runId === undefined) continue
    if (control.chance(hold)) pause(world, runId)
    if (control.chance(hold * 2)) resume(world, runId)
  }
  if (control.chance(hold)) resolveSomething(world)
}

function pause(world: World, runId: string): void {
  askOnce(world, `pause ${runId}`, async ({ engine }) => {
    await pauseRun(engine, PERSON, runId, 'Let me look.')
    world.promises.pauses.push({ runId, type: 'run.paused' })
  })
}

export function resume(world: World, runId: string): void {
  askOnce(world, `resume ${runId}`, async ({ engine }) => {
    await resumeRun(engine, PERSON, runId)
    world.promises.pauses.push({ runId, type: 'run.resumed' })
  })
}

/** Decides about one held node, as seen in the record. */
export function resolveSomething(world: World): void {
  const { control: random, record } = world
  const held = [...record.tables.runs].flatMap(([runId, { events }]) =>
    [...(recordedState(events)?.nodes ?? [])].flatMap(([nodeId, { status }]) => (status === 'held' ? [{ runId, nodeId }] : [])),
  )
  if (held.length === 0) return
  const { runId, nodeId } = random.pick(held)
  const resolution = random.pick(['retry', 'skip', 'fail', 'complete'] as const)
  askOnce(world, `${resolution} held ${nodeId} of ${runId}`, async ({ engine }) => {
    const output = resolution === 'complete' ? { output: { value: 1 } } : {}
    await resolveHeldNode(engine, PERSON, { runId, nodeId }, { resolution, reason: 'Looked into it.', ...output })
    world.promises.resolutions.push({ runId, nodeId, resolution })
  })
}
