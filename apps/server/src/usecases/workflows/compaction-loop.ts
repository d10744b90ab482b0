import { type BackgroundLoop, startLoop } from '../../lifecycle.ts'
import { type CompactionDeps, compactTag } from './compact-tag.ts'
import { requireArtifact } from './read-workflows.ts'

const INTERVAL_MS = 1000
const BATCH = 20

/** Compacts tags whose chain has reached the threshold, in the background. Stateless: whatever was cut short is found again. */
export function startCompactionLoop(deps: CompactionDeps): BackgroundLoop {
  const onError = (name: string, error: unknown) => deps.logger.error({ err: error, loop: name }, 'compaction failed; it is tried again')
  return startLoop({ name: 'compaction', onError, retryMs: INTERVAL_MS }, async () => {
    await compactDue(deps)
    return INTERVAL_MS
  })
}

/** One round; returns how many tags were compacted. One that fails does not keep the others. */
export async function compactDue(deps: CompactionDeps): Promise<number> {
  const { compactAfterPatches } = deps.limits
  const due = await deps.tags.deeperThan(compactAfterPatches, BATCH)
  // Beyond the threshold is behind: this is what an operator sees and what heads say of themselves.
  deps.metrics.compactionLag.set(due.filter(({ depth }) => depth > compactAfterPatches).length)
  const results = await Promise.allSettled(
    due.map(async ({ workflowId, workspaceId, workflowName, tag, artifactId }) =>
      compactTag(deps, { workflow: { workflowId, workspaceId, name: workflowName }, tag: { tag } }, await requireArtifact(deps.documents, artifactId)),
    ),
  )
  for (const [index, result] of results.entries()) {
    if (result.status === 'rejected') deps.logger.error({ err: result.reason, workflow: due[index]?.workflowName }, 'a tag could not be compacted')
  }
  return results.filter((result) => result.status === 'fulfilled' && result.value !== undefined).length
}
