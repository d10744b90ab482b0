import type { AnchoredChange, Workflow } from '@aob/schemas'
import { invertChanges } from './invert.ts'
import { jsonEqual } from './json-equality.ts'
import { type RebaseResult, rebaseOperations } from './rebase.ts'
import { graphAt } from './scope-bodies.ts'

/**
 * Operations that take one patch out of a version again, wherever in its history the patch stands (VC-21): its inverse, carried over
 * by id. What is gone already is left out. Newer patches that build on this one are conflicts, each with both sides.
 * A node that was moved again since stays where it is: positions never conflict, and here the newer one counts.
 */
export function revertOperations(anchored: readonly AnchoredChange[], head: Workflow): RebaseResult {
  const positionOf = (path: readonly string[]) => graphAt(head, path.slice(0, -1))?.nodes.find(({ id }) => id === path.at(-1))?.position
  const movedSince = ({ target, pointer, before }: AnchoredChange) =>
    target.kind === 'node' && pointer === '/position' && !jsonEqual(positionOf(target.path), before)
  return rebaseOperations(
    invertChanges(anchored).filter((change) => !movedSince(change)),
    head,
  )
}
