import { rebaseOperations } from '@aob/ir/document'
import type { Operation, PatchRecord, Workflow } from '@aob/schemas'

export type ProposalReading = { kind: 'ok'; operations: Operation[]; rebased: boolean } | { kind: 'conflict'; message: string }

/**
 * The operations that give the proposal's result on the graph as it is now. Written against an older version they are carried
 * over by id, as the server does when the proposal is approved.
 */
export function proposalOperations(
  patch: Pick<PatchRecord, 'baseVersion' | 'operations' | 'anchored'>,
  headArtifactId: string,
  head: Workflow,
): ProposalReading {
  if (patch.baseVersion === undefined || patch.baseVersion === headArtifactId) return { kind: 'ok', operations: patch.operations, rebased: false }
  const result = rebaseOperations(patch.anchored, head)
  if (result.kind === 'ok') return { kind: 'ok', operations: result.operations, rebased: true }
  const first = result.conflicts[0]?.message
  return { kind: 'conflict', message: `The graph has changed since this was proposed, and the two do not fit together${first ? `: ${first}` : '.'}` }
}
