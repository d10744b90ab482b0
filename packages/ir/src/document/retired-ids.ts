import type { PatchSummary } from '@aob/schemas'

/** An element that a patch removed; its id is spent (D-26). */
export interface RetiredId {
  kind: 'node' | 'edge'
  id: string
}

/** Ids that a patch takes out of use. */
export function retiredBy({ nodesRemoved, edgesRemoved }: PatchSummary): RetiredId[] {
  return [...nodesRemoved.map((id) => ({ kind: 'node' as const, id })), ...edgesRemoved.map((id) => ({ kind: 'edge' as const, id }))]
}

/** Ids that a patch brings into use: each must be new, or return by the reverting of its removal. */
export function takenBy({ nodesAdded, edgesAdded }: PatchSummary): RetiredId[] {
  return [...nodesAdded.map((id) => ({ kind: 'node' as const, id })), ...edgesAdded.map((id) => ({ kind: 'edge' as const, id }))]
}
