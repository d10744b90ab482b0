import { setImmediate as othersAreAnswered } from 'node:timers/promises'
import { exactOperationsBetween, type MergeConflict, type MergeResult, mergeInSteps, mergeWorkflows, namesOf } from '@aob/ir/document'
import type { CreateTag, DecidedConflicts, MergeTag, Operation, PatchAccepted, TagHead } from '@aob/schemas'
import { DomainError } from '../../domain-error.ts'
import type { ArtifactRow } from '../../ports/document-store.ts'
import type { Caller } from '../services.ts'
import { type LoadedVersion, loadVersion } from '../versions.ts'
import { answerKnownPatch } from './answer-known-patch.ts'
import { findOpen, findTagged } from './find-workflow.ts'
import { requireVersionOf } from './move-tag.ts'
import { publishOnTag } from './publish-on-tag.ts'
import { tagHead } from './read-workflows.ts'
import type { WorkflowDeps } from './workflow-deps.ts'

/** A branch: a further tag at a version of the workflow, by default at the head of `main`. Throws `tag.exists`, `limit.tags`. */
export async function createTag(deps: WorkflowDeps, caller: Caller, name: string, input: CreateTag): Promise<TagHead> {
  const { workflow, tag: from } = await findOpen(deps.documents, caller, name, input.from ?? 'main')
  const artifactId = input.artifactId ?? from.artifactId
  await requireVersionOf(deps, caller, workflow.workflowId, artifactId)
  const { maxTags } = await deps.limitsOf(caller.workspaceId)
  const { workflowId } = workflow
  const reason = input.reason === undefined ? {} : { reason: input.reason }
  const created = await deps.tags.create({ workflowId, tag: input.tag, artifactId, actor: caller.actor, maxTags, ...reason })
  if (created.kind === 'exists') throw new DomainError('tag.exists', `The workflow ${name} has a tag ${input.tag}.`, { pointer: '/tag' })
  if (created.kind === 'full') throw new DomainError('limit.tags', `The workflow ${name} has ${created.tags} tags; at most ${maxTags} are allowed.`)
  deps.fanout.publishNotice(caller.workspaceId, { kind: 'workflow', workflowName: name })
  return tagHead(deps, created.tag)
}

/**
 * Brings what happened on one tag to another: both heads merged over the newest version both come from, published as one patch. Where they
 * do not go together somebody may have decided, about the versions as they are now.
 * Throws `patch.conflict` with typed conflicts that hold both sides, `patch.no_effect` when nothing is new there.
 */
export async function mergeTag(deps: WorkflowDeps, caller: Caller, name: string, into: string, input: MergeTag): Promise<PatchAccepted> {
  const { tag: source } = await findTagged(deps.documents, caller, name, input.from)
  const theirs = await loadVersion(deps, source.artifactId)
  return publishOnTag(deps, caller, {
    name,
    tag: into,
    kind: 'merge',
    mergedId: theirs.artifact.artifactId,
    patchId: input.patchId ?? deps.ids.next(),
    rationale: input.rationale ?? `Merge ${input.from} (${theirs.artifact.versionLabel}) into ${into}`,
    ...(input.decided ? { bringsBack: true } : {}),
    async operationsOn(head) {
      const merge = { base: await commonBase(deps, head, theirs), head, theirs }
      const { maxMergeDecisions } = await deps.limitsOf(caller.workspaceId)
      return mergedOperations(merge, input.decided && (await stillDecided(deps, merge, input.decided)), maxMergeDecisions)
    },
    answerKnown: (known, target) => answerKnownPatch(deps, caller, target, known),
  })
}

interface Merge {
  base: LoadedVersion
  head: LoadedVersion
  theirs: LoadedVersion
}

type Decided = Pick<DecidedConflicts, 'places' | 'others'>

async function mergedOperations({ base, head, theirs }: Merge, decided: Decided = { places: [] }, mostDecisions: number): Promise<Operation[]> {
  const { places, others } = decided
  const undecided = mergeWorkflows(base.workflow, head.workflow, theirs.workflow)
  await othersAreAnswered()
  if (undecided.kind === 'conflict' && others !== undefined && undecided.conflicts.length > mostDecisions)
    throw new DomainError(
      'limit.merge_decisions',
      `${undecided.conflicts.length} changes of the two tags do not go together; at most ${mostDecisions} can be decided in one merge.`,
    )
  const merged = places.length === 0 && others === undefined ? undecided : await mergedInTurns({ base, head, theirs }, { places, others })
  if (merged.kind === 'ok') return exactOperationsBetween(head.workflow, merged.document)
  throw inConflict({ base, head, theirs }, merged.conflicts, `${merged.conflicts.length} changes of the two tags do not go together.`)
}

/** Merges with others' requests in between: thousands of decisions take seconds. */
async function mergedInTurns({ base, head, theirs }: Merge, { places, others }: Decided): Promise<MergeResult> {
  const merging = mergeInSteps({ base: base.workflow, left: head.workflow, right: theirs.workflow }, places, others)
  for (let step = merging.next(); ; step = merging.next()) {
    if (step.done) return step.value
    await othersAreAnswered()
  }
}

function inConflict({ base, head, theirs }: Merge, conflict: readonly MergeConflict[], message: string): DomainError {
  const [headId, theirsId, baseId] = [head, theirs, base].map(({ artifact }) => artifact.artifactId)
  const places = conflict.map(({ target, ...sides }) => ({ target, values: [sides.base, sides.left, sides.right] }))
  const names = namesOf(
    [head, theirs, base].map(({ workflow }) => workflow),
    places,
  )
  // `left` is the tag that is merged into, `right` the one that is merged.
  return new DomainError('patch.conflict', message, { extra: { head: headId, theirs: theirsId, base: baseId, conflict, names } })
}

/** What was decided, if the versions still say what they said then: nobody decides about what nobody saw. */
async function stillDecided(deps: WorkflowDeps, merge: Merge, { head, theirs, ...decided }: DecidedConflicts): Promise<Decided> {
  const same = await Promise.all([saysTheSame(deps, merge.head, head), saysTheSame(deps, merge.theirs, theirs)])
  if (same.every(Boolean)) return decided
  const now = mergeWorkflows(merge.base.workflow, merge.head.workflow, merge.theirs.workflow)
  throw inConflict(merge, now.kind === 'conflict' ? now.conflicts : [], 'One of the two tags has moved since this was decided.')
}

/** A version that was compacted in between has another id and the same bytes. */
async function saysTheSame(deps: WorkflowDeps, { artifact }: LoadedVersion, artifactId: string): Promise<boolean> {
  return artifact.artifactId === artifactId || artifact.casId === (await deps.documents.getArtifact(artifactId))?.casId
}

/** How far back two histories are compared. */
const MAX_LINEAGE = 100_000

/** The newest version that is in both histories, as a version or as what an earlier merge brought in. */
async function commonBase(deps: WorkflowDeps, left: LoadedVersion, right: LoadedVersion): Promise<LoadedVersion> {
  const [ours, theirs] = await Promise.all([lineageOf(deps, left), lineageOf(deps, right)])
  const candidates = [newestIn(theirs, contents(ours)), newestIn(ours, contents(theirs))]
  // Ids of versions sort by time.
  const common = candidates
    .flatMap((id) => id ?? [])
    .sort(compareIds)
    .at(-1)
  if (common !== undefined) return loadVersion(deps, common)
  throw new DomainError('patch.conflict', 'The two tags have no version in common.', { extra: { conflict: [] } })
}

function lineageOf(deps: WorkflowDeps, { artifact }: LoadedVersion): Promise<ArtifactRow[]> {
  return deps.tags.lineage(artifact.artifactId, MAX_LINEAGE)
}

function contents(lineage: readonly ArtifactRow[]): Set<string> {
  return new Set(lineage.flatMap(({ artifactId, mergedId }) => (mergedId === undefined ? [artifactId] : [artifactId, mergedId])))
}

function newestIn(lineage: readonly ArtifactRow[], known: ReadonlySet<string>): string | undefined {
  return lineage.find(({ artifactId }) => known.has(artifactId))?.artifactId
}

function compareIds(left: string, right: string): number {
  return left < right ? -1 : 1
}
