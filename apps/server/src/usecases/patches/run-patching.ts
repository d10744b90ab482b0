import { DomainError } from '../../domain-error.ts'
import { rest } from '../../lifecycle.ts'
import { untilAvailable } from '../../patience.ts'
import type { PatchRow } from '../../ports/document-store.ts'
import type { RunPatching } from '../../ports/patching.ts'
import type { Engine } from '../engine.ts'
import { loadVersion } from '../versions.ts'
import { notePatch } from './note-patch.ts'
import { requirePatch, submitRunPatch } from './submit-run-patch.ts'

/** A decision may take a person days; the record is asked this often. */
const POLL_MS = 250
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

    async settled(patchIds, signal) {
      const settled: Record<string, 'applied' | 'rejected' | 'invalid' | 'reverted'> = {}
      while (!signal.aborted) {
        // A record that is away for a moment is no reason to give a wait of days up.
        await untilAvailable(async () => {
          for (const patchId of patchIds) {
            const { status } = await requirePatch(engine, patchId)
            if (status !== 'proposed' && status !== 'accepted') settled[patchId] = status
          }
        }, signal)
        if (patchIds.every((patchId) => settled[patchId] !== undefined)) return settled
        await rest(POLL_MS, signal)
      }
      throw signal.reason
    },

    async current(runId) {
      const run = await requireRow(runId)
      const state = await engine.commander.load(runId, run.partition)
      const { artifact, workflow } = await loadVersion(engine, state?.artifactId ?? run.headArtifactId)
      return { artifactId: artifact.artifactId, workflow }
    },
  }
}
