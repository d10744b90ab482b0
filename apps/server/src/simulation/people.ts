import type { Workflow } from '@aob/schemas'
import { DomainError } from '../domain-error.ts'
import { decideApproval } from '../usecases/approvals/decide-approval.ts'
import { approvePatch, rejectPatch } from '../usecases/patches/decide-patch.ts'
import { submitRunPatch } from '../usecases/patches/submit-run-patch.ts'
import { cancelRun } from '../usecases/runs/cancel-run.ts'
import { requireRun } from '../usecases/runs/read-runs.ts'
import { startRun } from '../usecases/runs/start-run.ts'
import type { Caller } from '../usecases/services.ts'
import { loadVersion } from '../usecases/versions.ts'
import { randomOperations } from './random-patch.ts'
import type { SimulatedProcess } from './simulated-process.ts'
import type { World } from './world.ts'

export const PERSON: Caller = { workspaceId: 'local', actor: { kind: 'human', id: 'ada', name: 'Ada' } }

/** Somebody's request to one process. Unanswered when the process dies; only what was answered counts as promised. */
function ask(world: World, what: string, request: (process: SimulatedProcess) => Promise<void>): void {
  const alive = world.processes.filter(({ owner }) => owner.alive)
  if (alive.length === 0) return
  const process = world.random.pick(alive)
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

export interface WantedRun {
  key: string
  workflow: Workflow
  inputs: Record<string, unknown>
  runId?: string
}

/** Asks for a run under its idempotency key; asked again until it is acknowledged. */
export function start(world: World, wanted: WantedRun): void {
  ask(world, `start ${wanted.key}`, async ({ engine }) => {
    const { runId } = await startRun(engine, PERSON, { workflow: wanted.workflow, inputs: wanted.inputs }, wanted.key)
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

function decideProposal(world: World, patchId: string): void {
  const accept = world.random.chance(0.7)
  ask(world, `${accept ? 'approve' : 'reject'} patch ${patchId}`, async ({ engine }) => {
    if (accept) {
      const { status } = await approvePatch(engine, PERSON, patchId)
      const runId = world.record.tables.patches.get(patchId)?.runId ?? ''
      world.promises.patch(runId, patchId, status)
    } else {
      await rejectPatch(engine, PERSON, patchId, 'Not now.')
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
    await cancelRun(engine, PERSON, runId, 'Enough.')
    world.promises.cancels.add(runId)
  })
}
