import type { Failure } from '../../../lib/failure.ts'

/** Refusals that are about the draft, not about the gesture: everything waits until they are mended. */
export const BLOCKING = new Set(['limit.draft', 'workflow.archived', 'auth.required', 'auth.forbidden', 'draft.other_author', 'resource.not_found'])
/** Refusals that say that the draft is another one by now. */
export const MOVED = new Set(['patch.base_moved', 'patch.conflict', 'draft.moved', 'patch.base_required'])

/** No answer, or one that trying again can mend. */
export function isUnreachable({ code, status = 0 }: Failure): boolean {
  return code === undefined || status >= 500 || status === 429
}
