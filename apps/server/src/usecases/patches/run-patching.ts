import { DomainError } from '../../domain-error.ts'
import type { PatchRow } from '../../ports/document-store.ts'
import type { RunPatching } from '../../ports/patching.ts'
import type { Engine } from '../engine.ts'
import { loadVersion } from '../versions.ts'
import { notePatch } from './note-patch.ts'
import { requirePatch, submitRunPatch } from './submit-run-patch.ts'

const EMPTY_SUMMARY = { nodesAdded: [], nodesRemoved: [], nodesChanged: [], edgesAdded: [], edgesRemoved: [], edgesChanged: [] }

/** The agent runner's door to its own run: the same use cases everybody calls, with the agent as actor (D-31). */
export function createRunPatching(engine: Engine): RunPatching {
  async function requireRow(runId: string) {
    const run = await engine.runs.get(runId)
    if (!run) throw new DomainError('resource.not_found', `There is no run ${runId}.`)
    return run
  }

  return {
    async submit({ runId, ...input }) {
      return submitRunPatch(engine, { run: await requireRow(runId), ...input })
    },

    async keepInvalid({ runId, patchId, operations, rationale, code, reason, actor }) {
      const run = await requireRow(runId)
      const row: Omit<PatchRow, 'createdAt'> = {
        patchId,
        workspaceId: run.workspaceId,
        scope: 'run',
        runId,
        workflowName: run.workflowName,
        // Kept as the model wrote it, for people to look at; it is never applied.
        operations: Array.isArray(operations) ? (operations as PatchRow['operations']) : [],
        anchored: [],
        summary: EMPTY_SUMMARY,
        actor,
        ...(rationale ? { rationale } : {}),
        code,
        reason,
        status: 'invalid',
      }
      const inserted = await engine.patches.insert(row)
      if (inserted.kind === 'inserted') await notePatch(engine, await requirePatch(engine, patchId), 'invalid', { code, reason })
    },

    async current(runId) {
      const run = await requireRow(runId)
      const state = await engine.commander.load(runId, run.partition)
      const { artifact, workflow } = await loadVersion(engine, state?.artifactId ?? run.headArtifactId)
      return { artifactId: artifact.artifactId, workflow }
    },
  }
}
