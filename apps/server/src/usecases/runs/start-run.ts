import { createHash } from 'node:crypto'
import { countAgents, upcast } from '@aob/ir/document'
import type { RunStartedAnswer, StartRun } from '@aob/schemas'
import { partitionOf } from '../../coordinator/partition.ts'
import { startCommandOf } from '../../coordinator/start-command.ts'
import { DomainError } from '../../domain-error.ts'
import type { RunRow } from '../../ports/run-directory.ts'
import { resolveInputs } from '../../run-inputs.ts'
import type { Engine } from '../engine.ts'
import { startableProgram } from '../program-of.ts'
import type { Caller } from '../services.ts'
import { loadVersion, resolveRef } from '../versions.ts'
import { type RunSource, variantFor } from './run-variant.ts'
import { timeoutOf } from './time-out-run.ts'

/**
 * Starts a run: resolve → validate inputs → lower → one durable row → hot state and first tokens.
 * The start is acknowledged once it is in the record; a crash before the hot state is mended by the reconciler (D-21).
 * With an idempotency key seen before, the earlier run is answered.
 */
export async function startRun(engine: Engine, caller: Caller, input: StartRun, idempotencyKey?: string): Promise<RunStartedAnswer> {
  await engine.pressure.admitStart()
  const runId = engine.ids.next()
  const { workspaceId } = caller
  const source = await variantFor(engine, await resolveSource(engine, caller, input), { workspaceId, runId, asked: input.patchSets })
  const inputs = resolveInputs(source.workflow.inputs as Record<string, unknown> | undefined, (input.inputs ?? {}) as Record<string, unknown>)
  const ir = await startableProgram(engine, workspaceId, source.workflow)
  const [irRef, inputsRef] = await Promise.all([engine.cas.put(ir), engine.cas.put(inputs)])
  const { workflowId, artifactId, versionLabel, patchSets } = source
  const run = newRunOf(engine, caller, {
    newRunId: runId,
    workflowName: source.workflow.name,
    artifactId,
    versionLabel,
    mode: input.mode ?? 'full',
    irRef: irRef.ref,
    ...(workflowId ? { workflowId } : {}),
    ...(patchSets.length > 0 ? { patchSets } : {}),
  })
  const { timeoutMs } = ir.settings
  return createAndStart(engine, { ...run, inputsRef: inputsRef.ref }, { ...(idempotencyKey === undefined ? {} : { key: idempotencyKey }), timeoutMs })
}

type NewRun = Parameters<Engine['runs']['create']>[0]

/** The row of a run that starts now, but for its inputs. */
export function newRunOf(
  engine: Engine,
  { workspaceId, actor }: Caller,
  source: Pick<RunRow, 'workflowName' | 'artifactId' | 'irRef' | 'mode' | 'workflowId' | 'versionLabel' | 'patchSets'> & { newRunId?: string },
): Omit<NewRun, 'inputsRef'> {
  const { workflowName, artifactId, irRef, mode, workflowId, versionLabel, patchSets, newRunId: runId = engine.ids.next() } = source
  const { partitions } = engine
  return {
    runId,
    workspaceId,
    workflowName,
    ...(workflowId ? { workflowId } : {}),
    ...(versionLabel ? { versionLabel } : {}),
    ...(patchSets ? { patchSets } : {}),
    partition: partitionOf(runId, partitions),
    partitions,
    artifactId,
    headArtifactId: artifactId,
    irRef,
    mode,
    startedBy: actor,
  }
}

/** Stores a run and sets it going. With a key seen before, the earlier run is answered. */
export async function createAndStart(engine: Engine, row: NewRun, options: { key?: string; timeoutMs?: number | undefined }): Promise<RunStartedAnswer> {
  const { kind, run } = await engine.runs.create(row, options.key, timeoutOf(row.runId, options.timeoutMs, engine.clock.now()))
  if (kind === 'created') await setGoing(engine, run)
  const { runId, artifactId } = run
  return { runId, status: run.replay?.mode === 'freeze' ? ((await engine.runs.get(runId))?.status ?? run.status) : run.status, artifactId }
}

/** The run is committed: what cannot be done now is done by the reconciler. */
async function setGoing(engine: Engine, run: RunRow): Promise<void> {
  engine.metrics.runsStarted.inc()
  const { runId, partition } = run
  try {
    if (run.replay?.mode === 'freeze') await engine.repeatFrozen(run)
    else await engine.commander.apply(runId, await startCommandOf(engine.cas, run), { partition })
  } catch (error) {
    engine.logger.error({ err: error, runId }, 'the run is recorded but does not move yet; the reconciler follows')
  }
}

async function resolveSource(engine: Engine, caller: Caller, input: StartRun): Promise<RunSource> {
  const given = [input.ref ?? input.tag, input.artifactId, input.workflow].filter((value) => value !== undefined)
  if (given.length !== 1) throw new DomainError('request.invalid', 'Give exactly one of ref, tag, artifactId or workflow.', { pointer: '' })
  if (input.workflow !== undefined) return inlineSource(engine, caller, input.workflow)
  const ref = input.artifactId === undefined ? await resolveRef(engine.documents, caller.workspaceId, input) : undefined
  const { artifact, workflow } = await loadVersion(engine, ref?.artifactId ?? input.artifactId ?? '')
  if (artifact.workspaceId !== caller.workspaceId)
    throw new DomainError('resource.not_found', `There is no version ${artifact.artifactId}.`, { pointer: '/artifactId' })
  return { workflow, artifactId: artifact.artifactId, versionLabel: artifact.versionLabel, ...(ref ? { workflowId: ref.workflow.workflowId } : {}) }
}

/** A workflow sent with the start becomes an immutable version like any other; no tag points to it. */
async function inlineSource(engine: Engine, caller: Caller, document: unknown): Promise<RunSource> {
  const limits = await engine.limitsOf(caller.workspaceId)
  const workflow = engine.rules.require(upcast(document), limits)
  const bytes = engine.materializer.canonical(new TextEncoder().encode(JSON.stringify(workflow)))
  const casId = await engine.blobs.put(bytes)
  const artifactId = engine.ids.next()
  await engine.documents.addArtifact({
    artifactId,
    workspaceId: caller.workspaceId,
    kind: 'dag_version',
    casId,
    depth: 0,
    versionLabel: 'v1.0',
    nodeCount: workflow.nodes.length,
    agentCount: countAgents(workflow),
  })
  return { workflow, artifactId, versionLabel: `inline ${createHash('sha256').update(bytes).digest('hex').slice(0, 7)}` }
}
