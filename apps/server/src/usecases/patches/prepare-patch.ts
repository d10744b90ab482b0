import { countAgents, expandWorkflows, judgePatch, type PatchVerdict, reviewModeOf } from '@aob/ir/document'
import { historyIn, isTerminal, type RunState } from '@aob/ir/run'
import type { Actor, AnchoredChange, Ir, Operation, PatchSummary, Workflow } from '@aob/schemas'
import { DomainError } from '../../domain-error.ts'
import { rest } from '../../lifecycle.ts'
import type { NewArtifact } from '../../ports/document-store.ts'
import type { Engine } from '../engine.ts'
import { patchedVersion, storeVersion } from '../patched-version.ts'
import { pinsOf, pinWorkflows } from '../pin-workflows.ts'
import { requirePolicy } from '../policy-check.ts'
import { programOf } from '../program-of.ts'
import { type LoadedVersion, loadVersion } from '../versions.ts'
import { refuseForbiddenOperations } from '../workflows/forbidden-operations.ts'
import { operationsOnHead } from '../workflows/operations-on-head.ts'
import { labelAfter } from '../workflows/version-label.ts'
import { layerBelow } from './compact-run-head.ts'
import { illegalPatch } from './illegal-patch.ts'

/** A patch judged against one state of a run: everything the acceptance and the hot swap need. */
export interface PreparedPatch {
  artifact: NewArtifact
  operations: Operation[]
  anchored: AnchoredChange[]
  summary: PatchSummary
  ir: Ir
  /** Where the IR is kept. */
  irRef: string
  partition: number
  /** Whether the workflow wants a person to see it first, by its settings before the patch. */
  mode: 'auto' | 'review'
  /** The state the verdict holds for; another head version needs another verdict. */
  state: RunState
}

export interface PatchRequest {
  runId: string
  partition: number
  workspaceId: string
  patchId: string
  operations: Operation[]
  baseVersion?: string
  rebase?: boolean
  actor: Actor
}

/** A patch laid over the head of a run, with the verdict of the rules of legality (D-04). */
export interface JudgedPatch extends Pick<PreparedPatch, 'operations' | 'anchored' | 'summary' | 'ir' | 'mode' | 'state'> {
  verdict: PatchVerdict
  /** The graph of the run before the patch. */
  current: Ir
  head: LoadedVersion
  workflow: Workflow
  bytes: Uint8Array
}

/** Rebases when asked, materializes, validates the result and judges it against a run's state. Changes nothing. */
export async function judgeRunPatch(engine: Engine, state: RunState, request: Omit<PatchRequest, 'patchId' | 'partition'>): Promise<JudgedPatch> {
  refuseForbiddenOperations(request.operations)
  const [head, limits] = await Promise.all([loadVersion(engine, state.artifactId), engine.limitsOf(request.workspaceId)])
  const operations = await operationsOnHead(engine, { workspaceId: request.workspaceId, actor: request.actor }, head, request)
  // One judgement, one answer to what the limits are.
  const judging = { ...engine, limitsOf: async () => limits }
  const { bytes, workflow, anchored, summary } = patchedVersion(engine, head, operations, limits)
  // What runs is judged, so with the sub-workflows written out, each ref in the version this run has pinned.
  const current = await engine.commander.irOf(state)
  const before = expandWorkflows(head.workflow, await pinWorkflows(engine, request.workspaceId, head.workflow, pinsOf(current)))
  const { ir, expanded: after } = await programOf(judging, request.workspaceId, workflow, pinsOf(current))
  const verdict = judgePatch({ before, after, ir: current, state: historyIn(state), actor: request.actor, limits })
  const mode = reviewModeOf(head.workflow.settings, request.actor, anchored)
  return { verdict, current, head, workflow, bytes, operations, anchored, summary, ir, mode, state }
}

/** Layer 2: judged, asked of the workspace's policies, and stored by content. Throws the typed refusal with pointer and what would be allowed. */
export async function preparePatch(engine: Engine, request: PatchRequest): Promise<PreparedPatch> {
  const judged = await judgeRunPatch(engine, await requireOpenState(engine, request), request)
  const { verdict, head, workflow, bytes, operations, anchored, summary, ir, mode, state } = judged
  if (verdict.kind === 'illegal') throw illegalPatch(verdict.refusal)
  await requirePolicy(engine, { workspaceId: request.workspaceId, actor: request.actor, scope: 'run', workflow, changes: anchored })
  // Both are synced to disk; one after the other they are what a patch waits for longest.
  const [below, casId, { ref: irRef }] = await Promise.all([
    layerBelow(engine, head, request.runId),
    storeVersion(engine, { bytes, workflow }),
    engine.cas.put(ir),
  ])
  const depth = below.depth + 1
  return {
    artifact: {
      artifactId: engine.ids.next(),
      workspaceId: request.workspaceId,
      kind: 'patch_set',
      casId,
      parentId: below.artifactId,
      baseId: below.baseId ?? below.artifactId,
      patchId: request.patchId,
      depth,
      versionLabel: labelAfter(below.versionLabel, depth),
      nodeCount: workflow.nodes.length,
      agentCount: countAgents(workflow),
    },
    operations,
    anchored,
    summary,
    ir,
    irRef,
    partition: request.partition,
    mode,
    state,
  }
}

/** After a restart the reconciler rebuilds hot state within moments; longer than this nobody should wait for an answer. */
const REBUILD_WAIT_MS = 3000
const REBUILD_POLL_MS = 50

async function requireOpenState(engine: Engine, request: Pick<PatchRequest, 'runId' | 'partition'>): Promise<RunState> {
  const patience = AbortSignal.timeout(REBUILD_WAIT_MS)
  for (;;) {
    const state = await engine.commander.load(request.runId, request.partition)
    if (state && !isTerminal(state.status)) return state
    const row = await engine.runs.get(request.runId)
    if (state || !row || isTerminal(row.status)) throw endedRun(state?.status ?? row?.status ?? 'unknown')
    if (patience.aborted) throw new DomainError('service.unavailable', "The run's hot state is being rebuilt.", { retryAfterMs: 1000 })
    await rest(REBUILD_POLL_MS, patience)
  }
}

/** L1, said where there is no state left to judge by. */
function endedRun(status: string): DomainError {
  return illegalPatch({ rule: 'L1', code: 'run.terminal', message: `The run has ended (${status}).`, allowed: 'Patch the workflow and start a new run.' })
}
