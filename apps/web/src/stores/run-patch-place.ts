import type { PatchRecord, RunDocument } from '@aob/schemas'

/** Where a patch stands in its run's history: the versions to compare. */
export interface PatchPlace {
  /** Patches applied before it. */
  before: RunDocument['patches']
  /** False when the graph has moved since, so that the operations must be carried over by id. */
  exact: boolean
}

/**
 * Finds the version a patch starts from. An applied patch starts behind its predecessor; a proposal starts at the newest version;
 * a rejected or refused one at the version it was written against, where that is still known, else at the newest.
 */
export function patchPlace(patch: Pick<PatchRecord, 'patchId' | 'status' | 'baseVersion'>, chain: RunDocument): PatchPlace {
  const index = chain.patches.findIndex((candidate) => candidate.patchId === patch.patchId)
  if (index >= 0) return { before: chain.patches.slice(0, index), exact: true }
  const settled = patch.status === 'rejected' || patch.status === 'invalid' || patch.status === 'reverted'
  if (settled && patch.baseVersion !== undefined) {
    if (patch.baseVersion === chain.artifactId) return { before: [], exact: true }
    const base = chain.patches.findIndex((candidate) => candidate.artifactId === patch.baseVersion)
    if (base >= 0) return { before: chain.patches.slice(0, base + 1), exact: true }
  }
  return { before: chain.patches, exact: patch.baseVersion === undefined || patch.baseVersion === chain.head }
}
