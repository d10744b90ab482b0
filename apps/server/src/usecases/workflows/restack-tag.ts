import type { RestackTag, StackEntry, TagRestacked } from '@aob/schemas'
import { DomainError } from '../../domain-error.ts'
import type { Caller } from '../services.ts'
import { type LoadedVersion, loadVersion } from '../versions.ts'
import { compactBeforePublish } from './compact-tag.ts'
import { findOpen, type TaggedWorkflow } from './find-workflow.ts'
import { baseMoved } from './operations-on-head.ts'
import { requireArtifact } from './read-workflows.ts'
import { restackedPatches } from './restacked-patches.ts'
import type { StackEntryRows, StackedPatch } from './restacked-row.ts'
import type { WorkflowDeps } from './workflow-deps.ts'

/**
 * Arranges the newest patches of a tag anew: in another order, several as one, or both. The old arrangement stays on record, and one undo
 * leads back to it. Only a person does this. Throws `patch.base_moved`, `patch.conflict`, `patch.no_effect`, `request.invalid`.
 */
export async function restackTag(deps: WorkflowDeps, caller: Caller, name: string, tag: string, input: RestackTag): Promise<TagRestacked> {
  if (caller.actor.kind !== 'human') throw new DomainError('auth.forbidden', 'Only a person may arrange the patches of a tag anew.')
  const target = await findOpen(deps.documents, caller, name, tag)
  const head = await presentHead(deps, target)
  if (head.artifact.artifactId !== input.baseVersion) throw await baseMoved(deps, head, input.baseVersion)
  const stack = await stackOf(deps, head)
  const entries = withoutUnchanged(entriesOf(stack, input.stack), stack)
  const below = entries.reduce((count, { made }) => count - made.length, stack.length)
  const onto = await loadVersion(deps, stack[below]?.artifact.parentId ?? '')
  const limits = await deps.limitsOf(caller.workspaceId)
  const laid = await restackedPatches(deps, { onto, head, entries, limits, actor: caller.actor })
  const to = laid.at(-1)?.artifact ?? onto.artifact
  const { workflowId } = target.workflow
  const reason = input.reason === undefined ? {} : { reason: input.reason }
  const moved = await deps.tags.restack({ workflowId, tag, expected: head.artifact.artifactId, to: to.artifactId, actor: caller.actor, laid, ...reason })
  if (moved.kind === 'stale') throw await baseMoved(deps, await loadVersion(deps, moved.actual), input.baseVersion)
  deps.fanout.publishNotice(caller.workspaceId, { kind: 'workflow', workflowName: name })
  return {
    tag,
    artifactId: to.artifactId,
    versionLabel: to.versionLabel,
    patches: laid.map(({ artifact, patch }) => ({
      patchId: patch.patchId,
      artifactId: artifact.artifactId,
      versionLabel: artifact.versionLabel,
      standsFor: patch.standsFor ?? [],
    })),
  }
}

/** Patches lie over documents as they are written now: a head in an older form gets its base first, and the caller sees that. */
async function presentHead(deps: WorkflowDeps, target: TaggedWorkflow): Promise<LoadedVersion> {
  const head = await loadVersion(deps, target.tag.artifactId)
  return head.older ? compactBeforePublish(deps, target, head) : head
}

/** The patches over the tag's base, oldest first. */
async function stackOf(deps: WorkflowDeps, { artifact }: LoadedVersion): Promise<StackedPatch[]> {
  const [base, chain] = await Promise.all([requireArtifact(deps.documents, artifact.baseId ?? artifact.artifactId), deps.documents.chain(artifact.artifactId)])
  return chain.map((link, index) => ({ ...link, over: (chain[index - 1]?.artifact ?? base).casId }))
}

/** The arrangement as patches. It has to name the newest ones, each once. */
function entriesOf(stack: readonly StackedPatch[], wanted: readonly StackEntry[]): StackEntryRows[] {
  const ids = wanted.flatMap(({ patchIds }) => patchIds)
  const newest = new Map(stack.slice(-ids.length).map((link) => [link.patch.patchId, link]))
  if (newest.size !== ids.length || new Set(ids).size !== ids.length || ids.some((id) => !newest.has(id))) {
    throw new DomainError('request.invalid', 'An arrangement names the newest patches of the tag, each of them once.', {
      pointer: '/stack',
      hint: 'Patches before the last compaction stay where they are.',
      extra: { patches: stack.map(({ patch }) => patch.patchId) },
    })
  }
  return wanted.map(({ patchIds, rationale }) => ({
    made: patchIds.flatMap((id) => newest.get(id) ?? []),
    ...(rationale === undefined ? {} : { rationale }),
  }))
}

/** Places at the bottom that hold what they held need not be laid anew. */
function withoutUnchanged(entries: readonly StackEntryRows[], stack: readonly StackedPatch[]): StackEntryRows[] {
  const named = entries.reduce((count, { made }) => count + made.length, 0)
  const bottom = stack.length - named
  const first = entries.findIndex(({ made }, index) => made.length > 1 || made[0] !== stack[bottom + index])
  if (first < 0) throw new DomainError('patch.no_effect', 'The patches lie in this order already.')
  return entries.slice(first)
}
