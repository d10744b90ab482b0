import { createHash } from 'node:crypto'
import { diffWorkflows, namesOf, rebaseOperations, squash, type WorkflowDiff } from '@aob/ir/document'
import type { Actor, Limits, Operation, Workflow } from '@aob/schemas'
import { DomainError } from '../../domain-error.ts'
import type { ArtifactRow, NewArtifact, PatchRow } from '../../ports/document-store.ts'
import { type PatchedVersion, patchedVersion, storeVersion } from '../patched-version.ts'
import type { LoadedVersion } from '../versions.ts'
import { requireAgentsWithin } from './agents-with-calls.ts'
import { countsOf } from './create-workflow.ts'
import { mergedBy, type RestackedPatch, restackedRow, type StackEntryRows, sayWhichPatch } from './restacked-row.ts'
import { labelAfter } from './version-label.ts'
import type { WorkflowDeps } from './workflow-deps.ts'

export interface Arrangement {
  onto: LoadedVersion
  /** The head the arrangement is of: what it says has to come out again. */
  head: LoadedVersion
  /** Oldest first; every patch that lies over `onto` exactly once. */
  entries: readonly StackEntryRows[]
  limits: Limits
  /** Who arranges: the author of what several others wrote. */
  actor: Actor
}

type Document = Pick<LoadedVersion, 'bytes' | 'workflow'>

/**
 * Lays patches over a version in another order, several as one where that is asked. Where a patch comes to lie over the very document it was written
 * for it keeps its operations, so that squashing neighbours leaves the head as it was, byte for byte; elsewhere it is carried over by id. Every
 * version on the way is judged like one that is published, and the last one says what the head says. Patches that cancel out leave nothing.
 * Throws `patch.conflict`, and the problems of a version that would not be valid, each with the patches that do not fit.
 */
export async function restackedPatches(deps: WorkflowDeps, { onto, head, entries, limits, actor }: Arrangement): Promise<RestackedPatch[]> {
  const newIds = new Map<string, string | undefined>()
  const laid: RestackedPatch[] = []
  let on = onto
  for (const entry of entries) {
    const operations = operationsOf(deps, { on, head }, entry)
    if (operations.length === 0) continue
    const version = await sayWhichPatch(entry, async () => {
      const patched = patchedVersion(deps, on, operations, limits)
      await requireAgentsWithin(deps, on.artifact.workspaceId, { before: on.workflow, after: patched.workflow, limits })
      return patched
    })
    const artifact = await artifactOver(deps, on.artifact, { version, patchId: deps.ids.next(), entry })
    laid.push({ artifact, patch: restackedRow(entry, { artifact, operations, version, newIds, actor }) })
    // The time of creation is the database's; nothing here reads it.
    on = { bytes: version.bytes, workflow: version.workflow, artifact: { ...artifact, createdAt: on.artifact.createdAt } }
  }
  requireSameSaid(head.workflow, on.workflow)
  return laid
}

/** What an entry does to the document it comes to lie over, as one list of operations. */
function operationsOf(deps: WorkflowDeps, { on, head }: Record<'on' | 'head', LoadedVersion>, { made }: StackEntryRows): Operation[] {
  const lists: Operation[][] = []
  let document: Document = on
  for (const [index, { patch, over }] of made.entries()) {
    const operations = over === sha256(document.bytes) ? patch.operations : carriedTo(document.workflow, patch, head.workflow)
    lists.push(operations)
    // Inside an entry nobody will see the document; the whole of it is judged.
    if (index < made.length - 1) document = afterwards(deps, document, operations)
  }
  const [only = []] = lists
  return lists.length === 1 ? only : squash(on.workflow, lists)
}

/** `head` is where people know the steps from that are named. */
function carriedTo(workflow: Workflow, patch: PatchRow, head: Workflow): Operation[] {
  const rebased = rebaseOperations(patch.anchored, workflow)
  if (rebased.kind === 'ok') return rebased.operations
  const places = rebased.conflicts.map(({ change, current }) => ({ target: change.target, values: [current, change.before, change.value] }))
  throw new DomainError('patch.conflict', `${patch.rationale ? `“${patch.rationale}”` : 'A patch'} does not fit where it would lie.`, {
    pointer: '/stack',
    extra: { patchIds: [patch.patchId], conflict: rebased.conflicts, names: namesOf([head, workflow], places) },
  })
}

function afterwards({ materializer }: WorkflowDeps, before: Document, operations: readonly Operation[]): Document {
  const bytes = materializer.version(before.bytes, [operations])
  // Operations of ours on a document of ours.
  return { bytes, workflow: JSON.parse(new TextDecoder().decode(bytes)) as Workflow }
}

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

async function artifactOver(
  deps: WorkflowDeps,
  parent: ArtifactRow,
  { version, patchId, entry }: { version: PatchedVersion; patchId: string; entry: StackEntryRows },
): Promise<NewArtifact> {
  const depth = parent.depth + 1
  const mergedId = mergedBy(entry)
  return {
    artifactId: deps.ids.next(),
    workspaceId: parent.workspaceId,
    kind: 'patch_set',
    casId: await storeVersion(deps, version),
    parentId: parent.artifactId,
    baseId: parent.baseId ?? parent.artifactId,
    patchId,
    ...(mergedId === undefined ? {} : { mergedId }),
    depth,
    versionLabel: labelAfter(parent.versionLabel, depth),
    ...countsOf(version.workflow),
  }
}

/** Order and positions may be others; steps, settings, connections and everything else may not. */
function requireSameSaid(before: Workflow, after: Workflow): void {
  const { nodes, edges, document }: WorkflowDiff = diffWorkflows(before, after)
  const differing = [nodes.added, nodes.removed, nodes.changed, edges.added, edges.removed, edges.changed, document]
  if (differing.every((list) => list.length === 0)) return
  throw new DomainError('patch.conflict', 'In this order the patches would make another workflow of it.', {
    pointer: '/stack',
    hint: 'Changes of one place keep their order.',
    extra: { conflict: [] },
  })
}
