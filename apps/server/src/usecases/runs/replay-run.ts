import { isDeepStrictEqual } from 'node:util'
import { conditionsNeeded, foldEvents, initialState, isTerminal, PersistentRecord, type ReusedOutput, type RunState } from '@aob/ir/run'
import type { Ir, ReplayRun, RunEvent, RunStartedAnswer } from '@aob/schemas'
import { readAll } from '../../coordinator/read-all.ts'
import type { ReplayPlan } from '../../coordinator/start-command.ts'
import { DomainError } from '../../domain-error.ts'
import type { RunRow } from '../../ports/run-directory.ts'
import { resolveInputs } from '../../run-inputs.ts'
import type { Engine } from '../engine.ts'
import { pinsOf } from '../pin-workflows.ts'
import { startableProgram } from '../program-of.ts'
import type { Caller } from '../services.ts'
import { loadVersion, resolveRef } from '../versions.ts'
import { requireRun } from './read-runs.ts'
import { factHolds, type ReuseQuestion, reusableNodes } from './reuse-plan.ts'
import { createAndStart, newRunOf } from './start-run.ts'

/** What is recorded of the run that is repeated. */
interface Original {
  row: RunRow
  events: RunEvent[]
  state: RunState
}

/**
 * Repeats a run as a new one, linked to it (CL-09, CL-10).
 *
 * - `freeze`: every decision is made again with the recorded answers, patches included; nothing executes, and the final state hash is equal.
 * - `live`: executes again from `from` on. The graph is the one the run had when `from` first got its token, so that patches made by what executes
 *   again are not in it twice; or another version. What does not depend on anything that changed takes its recorded output over (reuse-plan.ts).
 */
export async function replayRun(engine: Engine, caller: Caller, runId: string, input: ReplayRun, idempotencyKey?: string): Promise<RunStartedAnswer> {
  if (caller.scope) throw new DomainError('auth.forbidden', 'An agent repeats no runs.')
  const row = await requireRun(engine, caller, runId)
  const events = await readAll(engine.log, runId)
  const state = foldEvents(events)
  if (!state) throw new DomainError(isTerminal(row.status) ? 'replay.no_record' : 'replay.not_ended', undefined)
  const original = { row, events, state }
  if (input.mode !== 'freeze') await engine.pressure.admitStart()
  return input.mode === 'freeze' ? freeze(engine, caller, original, input, idempotencyKey) : live(engine, caller, original, input, idempotencyKey)
}

async function freeze(engine: Engine, caller: Caller, { row, events, state }: Original, input: ReplayRun, key?: string): Promise<RunStartedAnswer> {
  const { from, inputs, ref, artifactId } = input
  if (inputs !== undefined || ref !== undefined || artifactId !== undefined) throw new DomainError('replay.frozen', undefined)
  if (!isTerminal(state.status)) throw new DomainError('replay.not_ended', `Run ${row.runId} is ${state.status}.`)
  await requireNode(engine, from, state.irRef)
  const [started] = events
  const irRef = started?.type === 'run.started' ? started.data.irRef : row.irRef
  const replay = { of: row.runId, mode: 'freeze' as const, ...(from === undefined ? {} : { from }) }
  const run = { ...newRunOf(engine, caller, { ...row, irRef }), inputsRef: row.inputsRef, replay }
  return createAndStart(engine, run, { ...(key === undefined ? {} : { key }) })
}

async function requireNode(engine: Engine, from: string | undefined, irRef: string): Promise<void> {
  if (from === undefined) return
  const ir = (await engine.cas.get(irRef)) as Ir
  if (!Object.hasOwn(ir.nodes, from)) throw new DomainError('replay.from_unknown', `There is no node ${from}.`, { pointer: '/from' })
}

async function live(engine: Engine, caller: Caller, original: Original, input: ReplayRun, key?: string): Promise<RunStartedAnswer> {
  const { row, state } = original
  const { from } = input
  const version = await versionFor(engine, caller, original, input)
  const { artifact, workflow } = await loadVersion(engine, version.artifactId)
  const recordedInputs = (await engine.cas.get(row.inputsRef)) as Record<string, unknown>
  const inputs = resolveInputs(workflow.inputs as Record<string, unknown> | undefined, (input.inputs as Record<string, unknown> | undefined) ?? recordedInputs)
  const recordedIr = (await engine.cas.get(state.irRef)) as Ir
  // Sub-workflows keep the version the original had pinned.
  const next = await startableProgram(engine, caller.workspaceId, workflow, pinsOf(recordedIr))
  const [irRef, inputsRef] = await Promise.all([engine.cas.put(next), engine.cas.put(inputs)])
  await requireNode(engine, from, irRef.ref)
  const question: ReuseQuestion = {
    recorded: { ir: recordedIr, state },
    next,
    ...(from === undefined ? {} : { from }),
    inputsChanged: !isDeepStrictEqual(inputs, recordedInputs),
  }
  const plan: ReplayPlan = { reuse: await outputsOf(engine, question, { workflowName: workflow.name, inputsRef: inputsRef.ref }) }
  const planRef = (await engine.cas.put(plan)).ref
  const replay = { of: row.runId, mode: 'live' as const, ...(from === undefined ? {} : { from }), planRef }
  const source = {
    workflowName: workflow.name,
    artifactId: artifact.artifactId,
    versionLabel: version.label ?? artifact.versionLabel,
    irRef: irRef.ref,
    mode: row.mode,
  }
  const run = {
    ...newRunOf(engine, caller, { ...source, ...(version.workflowId ? { workflowId: version.workflowId } : {}) }),
    inputsRef: inputsRef.ref,
    replay,
  }
  return createAndStart(engine, run, { ...(key === undefined ? {} : { key }), timeoutMs: next.settings.timeoutMs })
}

interface Version {
  artifactId: string
  workflowId?: string
  label?: string
}

async function versionFor(engine: Engine, caller: Caller, { row, events }: Original, { from, ref, artifactId }: ReplayRun): Promise<Version> {
  if (ref !== undefined && artifactId !== undefined) throw new DomainError('request.invalid', 'Give ref or artifactId, not both.', { pointer: '' })
  if (ref !== undefined) {
    const found = await resolveRef(engine.documents, caller.workspaceId, { ref })
    return { artifactId: found.artifactId, workflowId: found.workflow.workflowId }
  }
  const workflowId = row.workflowId ? { workflowId: row.workflowId } : {}
  if (artifactId === undefined) return { artifactId: versionAt(events, from), ...workflowId, ...(row.versionLabel ? { label: row.versionLabel } : {}) }
  const artifact = await engine.documents.getArtifact(artifactId)
  if (artifact?.workspaceId !== caller.workspaceId)
    throw new DomainError('resource.not_found', `There is no version ${artifactId}.`, { pointer: '/artifactId' })
  return { artifactId, ...workflowId }
}

/** The version a run had when a node first got its token; its last one when the node never did, its first one when no node is named. */
function versionAt(events: readonly RunEvent[], from: string | undefined): string {
  let version = ''
  for (const { type, data } of events) {
    if (type === 'run.started' || type === 'patch.applied') version = data.artifactId
    if (from === undefined || ((type === 'node.queued' || type === 'node.reused') && data.nodeId === from)) return version
  }
  return version
}

/** The recorded outputs that are taken over, each with what becomes of the conditions behind it. */
async function outputsOf(engine: Engine, question: ReuseQuestion, run: Pick<RunState, 'workflowName' | 'inputsRef'>): Promise<Record<string, ReusedOutput>> {
  const { recorded, next } = question
  const reusable = reusableNodes(question)
  const ids = [...reusable]
  const nodes = PersistentRecord.of(recorded.state.nodes.entries().filter(([id]) => reusable.has(id)))
  // What expressions may see: the outputs that are taken over.
  const state: RunState = { ...initialState(recorded.state.runId), ...run, nodes }
  const reuse: Record<string, ReusedOutput> = {}
  for (const id of ids) {
    const { port = 'out', outputRef = '', outputBytes } = recorded.state.nodes.get(id) ?? {}
    const edges = conditionsNeeded(next, initialState(''), id, port)
    const known = edges.filter((edge) => factHolds(question, edge)).map((edge) => [edge.id, recorded.state.edges.get(edge.id) === 'taken'] as const)
    const judged = await engine.judge.judge(
      next,
      state,
      id,
      outputRef,
      edges.filter((edge) => !factHolds(question, edge)),
    )
    reuse[id] = { port, outputRef, ...(outputBytes === undefined ? {} : { outputBytes }), conditions: { ...Object.fromEntries(known), ...judged } }
  }
  return reuse
}
